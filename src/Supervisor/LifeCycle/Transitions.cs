namespace Sundog.Supervisor;

/// <summary>Where a transition leads and what it does.</summary>
internal readonly record struct Step(State Next, Effect Effect);

/// <summary>
/// The life cycle of the supervised command, whole: a pure table. It is drawn in docs/supervisor.md.
/// </summary>
internal static class Transitions
{
    /// <summary>What the operator wants after <paramref name="happened"/>.</summary>
    public static Want Wanted(Want want, Event happened) => happened switch
    {
        Event.Up => Want.Up,
        Event.Once => Want.Once,
        Event.Down => Want.Down,
        _ => want,
    };

    /// <summary>
    /// The step for an event. <paramref name="want"/> is the wish with the event already counted in.
    /// A pair that the table does not name changes nothing: a late timer, or a wish that is fulfilled already.
    /// </summary>
    public static Step Next(State state, Want want, Event happened) => (state, happened, want) switch
    {
        (State.Gone, _, _) => new(State.Gone, Effect.None),

        (State.Leaving, Event.GraceOver, _) => new(State.Leaving, Effect.KillAll),
        (State.Leaving, Event.LastGone, _) => new(State.Gone, Effect.None),
        (State.Leaving, _, _) => new(State.Leaving, Effect.None),
        (_, Event.Exit, _) => new(State.Leaving, Effect.TerminateAll),

        (State.Down, Event.Up or Event.Once, _) => new(State.PreStarting, Effect.PreStart),

        (State.PreStarting, Event.PreStartEnded, _) => new(State.Running, Effect.Start),
        (State.PreStarting, Event.Down, _) => new(State.Stopping, Effect.Terminate),

        (State.Running, Event.Down, _) => new(State.Stopping, Effect.Terminate),
        (State.Running, Event.CommandEnded, _) => new(State.Clearing, Effect.Terminate),
        (State.Running, Event.CommandGone, _) => new(State.Finishing, Effect.Finish),

        (State.Clearing, Event.Down, _) => new(State.Stopping, Effect.None),
        (State.Clearing, Event.GraceOver, _) => new(State.Clearing, Effect.Kill),
        (State.Clearing, Event.CommandGone, _) => new(State.Finishing, Effect.Finish),

        (State.Stopping, Event.GraceOver, _) => new(State.Stopping, Effect.Kill),
        (State.Stopping, Event.CommandGone, _) => new(State.Finishing, Effect.Finish),

        (State.Finishing, Event.GraceOver, _) => new(State.Finishing, Effect.Kill),
        (State.Finishing, Event.FinishEnded, Want.Up) => new(State.Pausing, Effect.Pause),
        (State.Finishing, Event.FinishEnded, _) => new(State.Down, Effect.None),

        (State.Pausing, Event.Down, _) => new(State.Down, Effect.None),
        (State.Pausing, Event.Up or Event.Once, _) => new(State.PreStarting, Effect.PreStart),
        (State.Pausing, Event.PauseOver, _) => new(State.PreStarting, Effect.PreStart),

        _ => new(state, Effect.None),
    };
}
