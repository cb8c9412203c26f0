using Sundog.Planning;

namespace Sundog.Runtime;

/// <summary>An instance as it is now.</summary>
public sealed record Observation
{
    /// <summary>The instance.</summary>
    public required InstanceName Name { get; init; }

    /// <summary>Its state.</summary>
    public required InstanceState State { get; init; }

    /// <summary>The command's pid as this machine sees it; null when there is none.</summary>
    public int? Pid { get; init; }

    /// <summary>The pid of the instance's PID 1 as this machine sees it.</summary>
    public required int InitPid { get; init; }

    /// <summary>How often the command was started again since the instance was started.</summary>
    public int Restarts { get; init; }

    /// <summary>When the current command was started; null when there is none.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How the command ended last; null when it never did.</summary>
    public LastExit? LastExit { get; init; }

    /// <summary>Memory that its processes use, in bytes; null when the kernel does not tell.</summary>
    public long? Memory { get; init; }

    /// <summary>How long its processes have run on a processor since it was started; null when the kernel does not tell.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Whether <c>post_start</c> has ended.</summary>
    public bool Ready { get; init; }

    /// <summary>Who had to be killed at the last stop.</summary>
    public IReadOnlyList<string> Killed { get; init; } = [];

    /// <summary>The last lines of output of a command that failed.</summary>
    public IReadOnlyList<string> Tail { get; init; } = [];
}

/// <summary>How a command ended: with a code, or by a signal.</summary>
/// <param name="Code">The exit code; null when a signal ended it.</param>
/// <param name="Signal">The signal's number; null when it exited by itself.</param>
/// <param name="At">When.</param>
/// <param name="Reason">What is known of the cause, for example that memory ran out; null when nothing is.</param>
public sealed record LastExit(int? Code, int? Signal, DateTimeOffset At, string? Reason);

/// <summary>The state of an instance.</summary>
public enum InstanceState
{
    /// <summary>Before its command runs.</summary>
    Starting,

    /// <summary>Its command runs.</summary>
    Running,

    /// <summary>Stopped by hand, and staying so.</summary>
    Stopped,

    /// <summary>Its command keeps failing at once.</summary>
    CrashLooping,

    /// <summary>It should run and does not.</summary>
    Failed,
}
