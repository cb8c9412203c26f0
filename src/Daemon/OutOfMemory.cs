namespace Sundog.Daemon;

/// <summary>What becomes of the daemon when the whole machine is out of memory.</summary>
internal static class OutOfMemory
{
    private const string Spared = "-999";

    /// <summary>Asks the kernel to end nearly everything else first; instances do not inherit it. Without CAP_SYS_RESOURCE the kernel
    /// refuses, and the daemon stays as ready to be ended as whoever started it.</summary>
    public static void Spare()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", Spared);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Instances live on without a daemon; the next command starts another one.
        }
    }
}
