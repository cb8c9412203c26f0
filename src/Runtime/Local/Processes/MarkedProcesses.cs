using System.Text;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>The processes of one command that was run in an instance, whatever they have become children of: each inherits the mark in its
/// environment, and the cgroup says that it is the instance's.</summary>
internal sealed class MarkedProcesses(Cgroups cgroups)
{
    private const string Variable = "SUNDOG_ACTIVITY";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The arguments that run shell text with the mark.</summary>
    public static IEnumerable<string> Arguments(string text, string mark) =>
        ["/bin/sh", "-c", $"{OutOfMemoryScore.AsInstance}; export {Variable}=\"$1\"; exec /bin/sh -c \"$2\"", "sh", mark, text];

    /// <summary>Ends them: SIGTERM, unless there is no grace, then SIGKILL. Returns when none is left.</summary>
    public async Task EndAsync(EnvironmentName environment, InstanceName instance, string mark, TimeSpan grace, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (grace > TimeSpan.Zero)
        {
            Signal(Find(environment, instance, mark), Native.SigTerm);
        }

        // Until it is killed one of them may make another.
        while (Find(environment, instance, mark) is [_, ..] left)
        {
            if (TimeProvider.System.GetElapsedTime(began) >= grace)
            {
                Signal(left, Native.SigKill);
            }

            await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
        }
    }

    private List<int> Find(EnvironmentName environment, InstanceName instance, string mark) =>
        [.. cgroups.Processes(environment, Places.Label(instance)).Where(pid => HasMark(pid, Encoding.UTF8.GetBytes($"{Variable}={mark}\0")))];

    private static bool HasMark(int pid, byte[] entry)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{pid}/environ").AsSpan();
            return environment.StartsWith(entry) || environment.IndexOf((byte[])[0, .. entry]) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Signal(List<int> pids, int signal)
    {
        foreach (var pid in pids)
        {
            _ = Native.Kill(pid, signal);
        }
    }
}
