namespace Sundog.Runtime.Local;

/// <summary>The moment from which PID 1 of an instance is its supervisor. Before, it is the OCI runtime's own program: the kernel drops a signal to it
/// that it does not block, and crun before 1.8.7 cannot enter its user namespace (containers/crun#1264).</summary>
internal static class SupervisorStart
{
    private const string Supervisor = "sundog-init";

    // The supervisor listens within milliseconds where the machine has any to spare; the OCI runtime's program may never become it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10), s_beforeIt = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the supervisor has written its first status, which it does once it listens to signals; or when it has ended, or after
    /// a while in which it did neither.</summary>
    /// <param name="pid">PID 1 of the instance.</param>
    /// <param name="directory">Where the supervisor tells of itself.</param>
    /// <param name="isStarted">Whether the OCI runtime's program was surely let run: it becomes the supervisor, however busy the machine is.</param>
    /// <param name="ended">Completes when PID 1 has ended.</param>
    public static async Task WaitAsync(int pid, string directory, bool isStarted, Task ended)
    {
        var status = Path.Combine(directory, SuperviseDirectory.StatusFile);
        var began = TimeProvider.System.GetTimestamp();
        while (!File.Exists(status) && !ended.IsCompleted
            && TimeProvider.System.GetElapsedTime(began) < (isStarted || IsSupervisor(pid) ? s_patience : s_beforeIt))
        {
            await Task.Delay(5).ConfigureAwait(false);
        }
    }

    private static bool IsSupervisor(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim() == Supervisor;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
