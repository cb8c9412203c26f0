namespace Sundog.Supervisor;

/// <summary>
/// How long to wait before the next start, and when a command counts as crash-looping. Pure: the caller brings times
/// and chance. All durations are nanoseconds.
/// </summary>
internal struct BackOff
{
    /// <summary>A run that lasted this long ran well: whatever its status, the next start is immediate.</summary>
    public const long RanWell = 1 * Clock.Second;

    /// <summary>A command that has run this long is no longer crash-looping.</summary>
    public const long Settled = 10 * Clock.Second;

    /// <summary>The failed runs in a row, each shorter than <see cref="Settled"/>, that make a crash loop.</summary>
    public const int LoopAfter = 3;

    /// <summary>The pause after the second early end in a row; it doubles from there.</summary>
    public const long First = Clock.Second / 4;

    /// <summary>The longest pause for a command that fails, before chance adds its share.</summary>
    public const long Longest = 30 * Clock.Second;

    /// <summary>The longest pause for a command that keeps ending early with status 0.</summary>
    public const long LongestClean = 1 * Clock.Second;

    private int _early;
    private int _failures;

    /// <summary>The command keeps failing.</summary>
    public readonly bool Looping => _failures >= LoopAfter;

    /// <summary>A run ended. The pause before the next start.</summary>
    /// <param name="lasted">How long the run lasted.</param>
    /// <param name="failed">It ended otherwise than with status 0, or left processes behind.</param>
    /// <param name="chance">From 0 to 1: commands that fail together must not restart together.</param>
    public long Ended(long lasted, bool failed, double chance)
    {
        _failures = failed ? (lasted < Settled ? _failures + 1 : 1) : 0;
        if (lasted >= RanWell)
        {
            _early = 0;
            return 0;
        }

        _early = Math.Min(_early + 1, 32);
        if (_early == 1)
            return 0;
        var pause = Math.Min(First << Math.Min(_early - 2, 20), failed ? Longest : LongestClean);
        return pause + (long)(pause * (0.10 + 0.15 * chance));
    }

    /// <summary>The command has run for <see cref="Settled"/>, or a person has started it: begin anew.</summary>
    public void Reset() => this = default;
}
