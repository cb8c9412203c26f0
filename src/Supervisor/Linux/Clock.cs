namespace Sundog.Supervisor;

/// <summary>The two clocks, in nanoseconds. Durations and deadlines use the monotonic one alone, so a clock that jumps moves none of them.</summary>
internal static unsafe class Clock
{
    public const long Microsecond = 1_000;
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;

    /// <summary>No deadline.</summary>
    public const long Never = long.MaxValue;

    /// <summary>CLOCK_MONOTONIC.</summary>
    public static long Now() => Read(Libc.CLOCK_MONOTONIC);

    /// <summary>CLOCK_REALTIME, since 1970; for people to read.</summary>
    public static long Utc() => Read(Libc.CLOCK_REALTIME);

    private static long Read(int clock)
    {
        Libc.Timespec time;
        Libc.clock_gettime(clock, &time);
        return time.Seconds * Second + time.Nanoseconds;
    }
}
