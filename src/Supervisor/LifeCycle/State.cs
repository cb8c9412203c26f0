namespace Sundog.Supervisor;

/// <summary>Where the supervised command is in its life.</summary>
internal enum State
{
    /// <summary>Nothing of the command runs, and nothing is due.</summary>
    Down,

    /// <summary><c>pre_start</c> runs; only before the first start of the instance.</summary>
    PreStarting,

    /// <summary><c>start</c> runs.</summary>
    Running,

    /// <summary><c>start</c> ended by itself and left processes behind; they get SIGTERM and the grace before the next start.</summary>
    Clearing,

    /// <summary>The last process of a run is gone; <c>finish</c> runs.</summary>
    Finishing,

    /// <summary>Waiting out the back-off before the next start.</summary>
    Pausing,

    /// <summary>Asked to stop: SIGTERM was sent, the grace runs; after it SIGKILL, again until the last process is gone.</summary>
    Stopping,

    /// <summary>The instance stops: every process of the container got SIGTERM, the grace runs; after it SIGKILL.</summary>
    Leaving,

    /// <summary>The last process of the container is gone; PID 1 ends.</summary>
    Gone,
}

/// <summary>What the operator asked for last.</summary>
internal enum Want
{
    Up,
    Down,
    Once,
}

/// <summary>What can happen.</summary>
internal enum Event
{
    /// <summary><c>sv up</c>.</summary>
    Up,

    /// <summary><c>sv once</c>.</summary>
    Once,

    /// <summary><c>sv down</c>.</summary>
    Down,

    /// <summary>SIGTERM to PID 1, or <c>sv exit</c>.</summary>
    Exit,

    /// <summary><c>pre_start</c> ended, or there is none to run.</summary>
    PreStartEnded,

    /// <summary>The command's own process ended, others of its processes are alive.</summary>
    CommandEnded,

    /// <summary>The last process of the command is gone.</summary>
    CommandGone,

    /// <summary><c>finish</c> ended, or there is none to run.</summary>
    FinishEnded,

    /// <summary>The back-off is over.</summary>
    PauseOver,

    /// <summary>The grace is over; again each time the killing has to be repeated.</summary>
    GraceOver,

    /// <summary>No process but PID 1 is left in the container.</summary>
    LastGone,
}

/// <summary>What a transition makes the supervisor do.</summary>
internal enum Effect
{
    None,

    /// <summary>Run <c>pre_start</c> if it has not run yet.</summary>
    PreStart,

    /// <summary>Run <c>start</c>, then <c>post_start</c>.</summary>
    Start,

    /// <summary>Run <c>finish</c> if there is one.</summary>
    Finish,

    /// <summary>Begin the pause that the back-off asks for; none at all is the usual case.</summary>
    Pause,

    /// <summary>SIGTERM and SIGCONT to all processes of the command; the grace begins.</summary>
    Terminate,

    /// <summary>SIGKILL to all processes of the command.</summary>
    Kill,

    /// <summary>SIGTERM and SIGCONT to every process of the container; the grace begins.</summary>
    TerminateAll,

    /// <summary>SIGKILL to every process of the container.</summary>
    KillAll,
}
