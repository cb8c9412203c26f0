using System.Text;

namespace Sundog.Supervisor.Tests;

public class TransitionsTests
{
    private static readonly State[] s_states = Enum.GetValues<State>();
    private static readonly Event[] s_events = Enum.GetValues<Event>();
    private static readonly Want[] s_wants = Enum.GetValues<Want>();

    /// <summary>Every condition that can come about, from the start of an instance on.</summary>
    private static HashSet<(State State, Want Want)> Reachable()
    {
        var seen = new HashSet<(State, Want)>();
        var open = new Queue<(State, Want)>([(State.Down, Want.Up)]);
        while (open.TryDequeue(out var at))
            if (seen.Add(at))
                foreach (var happened in s_events)
                    open.Enqueue(After(at, happened));
        return seen;
    }

    private static (State State, Want Want) After((State State, Want Want) at, Event happened)
    {
        var want = Transitions.Wanted(at.Want, happened);
        return (Transitions.Next(at.State, want, happened).Next, want);
    }

    [Fact]
    public void A_request_to_exit_leaves_from_every_state_and_nothing_but_the_last_process_ends_it()
    {
        foreach (var (state, want) in Reachable().Where(at => at.State is not (State.Gone or State.Leaving)))
            Assert.Equal(new Step(State.Leaving, Effect.TerminateAll), Transitions.Next(state, Transitions.Wanted(want, Event.Exit), Event.Exit));
        foreach (var happened in s_events)
            Assert.Equal(
                happened == Event.LastGone ? State.Gone : State.Leaving,
                Transitions.Next(State.Leaving, Want.Down, happened).Next);
    }

    [Fact]
    public void Nothing_follows_the_end()
    {
        foreach (var happened in s_events)
            foreach (var want in s_wants)
                Assert.Equal(new Step(State.Gone, Effect.None), Transitions.Next(State.Gone, want, happened));
    }

    [Fact]
    public void Nothing_starts_that_nobody_wants()
    {
        foreach (var (state, before) in Reachable())
            foreach (var happened in s_events)
            {
                var want = Transitions.Wanted(before, happened);
                var step = Transitions.Next(state, want, happened);
                if (step.Effect is Effect.Start or Effect.PreStart)
                    Assert.NotEqual(Want.Down, want);
            }
    }

    [Fact]
    public void A_wish_to_be_up_is_always_fulfilled_and_so_is_one_to_be_down()
    {
        foreach (var at in Reachable().Where(at => at.State is not (State.Leaving or State.Gone)))
        {
            Assert.Contains(State.Running, Future(After(at, Event.Up)));
            Assert.Contains(State.Down, Future(After(at, Event.Down)));
            Assert.DoesNotContain(State.Running, Future(After(at, Event.Down)));
        }

        // What happens by itself, with no further wish of a person.
        static HashSet<State> Future((State State, Want Want) from)
        {
            var seen = new HashSet<(State State, Want)>();
            var open = new Queue<(State, Want)>([from]);
            Event[] natural = [Event.PreStartEnded, Event.CommandGone, Event.FinishEnded, Event.PauseOver, Event.GraceOver];
            while (open.TryDequeue(out var at))
                if (seen.Add(at) && at.Item1 is not (State.Running or State.Down))
                    foreach (var happened in natural)
                        open.Enqueue(After(at, happened));
            return [.. seen.Select(at => at.State)];
        }
    }

    [Fact]
    public void The_grace_ends_in_a_kill_wherever_processes_are_being_stopped()
    {
        foreach (var state in s_states)
        {
            var effect = Transitions.Next(state, Want.Down, Event.GraceOver).Effect;
            Assert.Equal(
                state switch
                {
                    State.Clearing or State.Stopping or State.Finishing => Effect.Kill,
                    State.Leaving => Effect.KillAll,
                    _ => Effect.None,
                },
                effect);
        }
    }

    [Fact]
    public void A_command_that_runs_once_stays_down_after_it()
    {
        Assert.Equal(State.Down, Transitions.Next(State.Finishing, Want.Once, Event.FinishEnded).Next);
        Assert.Equal(State.Down, Transitions.Next(State.Finishing, Want.Down, Event.FinishEnded).Next);
        Assert.Equal(State.Pausing, Transitions.Next(State.Finishing, Want.Up, Event.FinishEnded).Next);
    }

    [Fact]
    public void The_documentation_draws_this_table_and_no_other()
    {
        var table = new StringBuilder("| state | event | wanted | next state | what is done |\n|---|---|---|---|---|\n");
        foreach (var state in s_states)
            foreach (var happened in s_events)
            {
                var steps = s_wants.Where(want => Reaches(want, happened)).Select(want => (want, step: Transitions.Next(state, want, happened)))
                    .Where(row => row.step != new Step(state, Effect.None)).ToArray();
                var same = steps.Length > 0 && steps.All(row => row.step == steps[0].step)
                    && steps.Length == s_wants.Count(want => Reaches(want, happened));
                foreach (var (want, step) in same ? steps[..1] : steps)
                    table.Append($"| {state} | {happened} | {(same ? "" : want)} | {step.Next} | {(step.Effect == Effect.None ? "" : step.Effect)} |\n");
            }

        Assert.Contains(table.ToString(), File.ReadAllText(Path.Combine(Instance.Root, "docs/supervisor.md")));

        static bool Reaches(Want want, Event happened) => Transitions.Wanted(want, happened) == want;
    }
}
