namespace Sundog.Supervisor;

/// <summary>Why a run ended, where the status alone does not tell.</summary>
internal enum Reason
{
    None,

    /// <summary>The kernel killed it: no memory left within the instance's limit.</summary>
    OutOfMemory,

    /// <summary>It was still there at the end of the grace.</summary>
    GraceOver,

    /// <summary>It ended by itself and left processes running.</summary>
    LeftProcesses,

    /// <summary>It could not be started: the folder of the commands.</summary>
    NoDirectory,

    /// <summary>It could not be started: the shell, or what it was given.</summary>
    CannotRun,

    /// <summary>PID 1 of the container before this one ended, and with it every process.</summary>
    ContainerEnded,
}

/// <summary>How a run of <c>start</c> ended, and when.</summary>
/// <param name="Utc">When, in nanoseconds since 1970.</param>
/// <param name="Code">The exit code; of no meaning when <paramref name="Signal"/> is set.</param>
/// <param name="Signal">The signal that killed it, or 0.</param>
/// <param name="Lasted">How long the run lasted, in nanoseconds.</param>
/// <param name="Reason">Why, where that is known.</param>
/// <param name="Error">The system's error, for the reasons that have one.</param>
internal readonly record struct Ending(long Utc, int Code, int Signal, long Lasted, Reason Reason, int Error)
{
    /// <summary>The memory limit in bytes, where that is the reason; 0 when unknown.</summary>
    public long Limit { get; init; }

    /// <summary>The most memory the instance has ever used, in bytes, where that is the reason; 0 when unknown.</summary>
    public long Peak { get; init; }

    /// <summary>From the status that the kernel gives to a waiting parent.</summary>
    public static Ending FromStatus(int status, long lasted, Reason reason) =>
        new(Clock.Utc(), (status >> 8) & 0xff, status & 0x7f, lasted, reason, 0);

    /// <summary>A command that never ran: 127 when something is missing, else 126, as a shell says it.</summary>
    public static Ending NeverRan(bool noDirectory, int error) =>
        new(Clock.Utc(), error == Libc.ENOENT ? 127 : 126, 0, 0, noDirectory ? Reason.NoDirectory : Reason.CannotRun, error);

    /// <summary>The end of the container before: the kernel kills what is left when PID 1 is gone. How long it lasted nobody knows any more.</summary>
    public static Ending OfContainer() => new(Clock.Utc(), 0, Libc.SIGKILL, 0, Reason.ContainerEnded, 0);

    /// <summary>It ended by itself and otherwise than with success.</summary>
    public bool Failed => Code != 0 || Signal != 0 || Reason == Reason.LeftProcesses;

    /// <summary>The reason in words; nothing when there is none.</summary>
    public void AddReason(ref Text text)
    {
        switch (Reason)
        {
            case Reason.OutOfMemory:
                AddOutOfMemory(ref text, Limit);
                break;
            case Reason.GraceOver:
                text.Add("still running at the end of the grace"u8);
                break;
            case Reason.LeftProcesses:
                text.Add("it ended and left processes running; start must stay in the foreground"u8);
                break;
            case Reason.NoDirectory:
                text.Add("cannot enter the application's folder: "u8);
                text.Add(Libc.Message(Error));
                break;
            case Reason.CannotRun:
                text.Add("cannot run /bin/sh: "u8);
                text.Add(Libc.Message(Error));
                break;
            case Reason.ContainerEnded:
                text.Add("PID 1 had ended; the container was made anew"u8);
                break;
        }
    }

    /// <summary>", peak N MiB", or nothing when it is 0.</summary>
    public static void AddPeak(ref Text text, long peak)
    {
        if (peak == 0)
            return;
        text.Add(", peak "u8);
        AddSize(ref text, peak);
    }

    /// <summary>"killed: out of memory, limit N MiB", without the limit when it is 0.</summary>
    public static void AddOutOfMemory(ref Text text, long limit)
    {
        text.Add("killed: out of memory"u8);
        if (limit == 0)
            return;
        text.Add(", limit "u8);
        AddSize(ref text, limit);
    }

    private static void AddSize(ref Text text, long bytes)
    {
        if (bytes % (1L << 30) == 0)
        {
            text.Add(bytes >> 30);
            text.Add(" GiB"u8);
        }
        else
        {
            text.Add(bytes >> 20);
            text.Add(" MiB"u8);
        }
    }
}
