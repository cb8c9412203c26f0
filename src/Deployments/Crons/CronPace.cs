namespace Sundog.Deployments;

/// <summary>Decides when a cron is due, by a clock that may jump: a laptop sleeps, somebody sets the time, a machine without a battery begins in 1970.
/// A time is never run twice, and of times that were passed over only one of the last minutes is made up for, once.</summary>
/// <param name="next">The next time after another; null when there is none.</param>
/// <param name="after">Up to when everything is settled: the last run, or the deployment that brought the cron.</param>
internal sealed class CronPace(Func<DateTimeOffset, DateTimeOffset?> next, DateTimeOffset after)
{
    // As long as the platform's shortest interval.
    private static readonly TimeSpan s_latest = TimeSpan.FromMinutes(5);

    // A clock that is set back further than this was wrong before, not now.
    private static readonly TimeSpan s_furthest = TimeSpan.FromDays(1);

    // A clock that jumped is noticed within this: timers do not know what time it is, and do not run while the machine sleeps.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private DateTimeOffset _settled = after;

    /// <summary>What to do now.</summary>
    /// <returns>Whether the cron is due, and how long to wait before the next look; null: for ever.</returns>
    public (bool IsDue, TimeSpan? Pause) Look(DateTimeOffset now)
    {
        if (_settled - now > s_furthest)
        {
            _settled = now;
        }

        var missed = now - s_latest;
        if (next(_settled > missed ? _settled : missed) is not { } due)
        {
            return (false, null);
        }

        if (due > now)
        {
            return (false, due - now < s_longest ? due - now : s_longest);
        }

        _settled = now;
        return (true, TimeSpan.Zero);
    }
}
