using System.Globalization;

namespace Sundog.Runtime.Local;

/// <summary>How readily the kernel ends a process when the whole machine is out of memory, from -1000 (never) to 1000 (first). Children inherit
/// it, so that what is run from a daemon that is spared must be told not to be.</summary>
internal static class OutOfMemoryScore
{
    private const string Own = "/proc/self/oom_score_adj";

    /// <summary>In an instance: makes the shell's score that of PID 1, whoever started the shell.</summary>
    public const string AsInstance = "{ read score </proc/1/oom_score_adj && echo $score >" + Own + "; } 2>/dev/null";

    /// <summary>Of the instances: an ordinary process's, or this one's own where it is more readily ended, which only the privileged could lower.</summary>
    public static int OfInstances() => Math.Max(0, int.Parse(File.ReadAllText(Own), CultureInfo.InvariantCulture));
}
