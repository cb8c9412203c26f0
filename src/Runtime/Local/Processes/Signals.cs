namespace Sundog.Runtime.Local;

/// <summary>Whether the supervisor of an instance listens to signals. The kernel drops a signal to PID 1 of a container that any of its
/// threads does not block, and until the supervisor is there PID 1 is the OCI runtime's own program.</summary>
internal static class Signals
{
    private const string Supervisor = "sundog-init";

    // The supervisor listens within milliseconds where the machine has any to spare; the OCI runtime's program may never become it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10), s_beforeIt = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the supervisor has written its first status, which it does once it listens; or when it has ended, or after a
    /// while in which it did neither.</summary>
    /// <param name="pid">PID 1 of the instance.</param>
    /// <param name="directory">Where the supervisor tells of itself.</param>
    /// <param name="ended">Completes when PID 1 has ended.</param>
    public static async Task UntilHeardAsync(int pid, string directory, Task ended)
    {
        var status = Path.Combine(directory, SuperviseDirectory.StatusFile);
        var began = TimeProvider.System.GetTimestamp();
        while (!File.Exists(status) && !ended.IsCompleted
            && TimeProvider.System.GetElapsedTime(began) < (IsSupervisor(pid) ? s_patience : s_beforeIt))
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
