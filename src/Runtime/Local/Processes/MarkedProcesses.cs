using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>The processes of one command that was run in an instance, whatever they have become children of: each inherits the mark in its
/// environment, and the cgroup says that it is the instance's.</summary>
internal sealed class MarkedProcesses(Cgroups cgroups, OciRuntime oci)
{
    private const string Variable = "SUNDOG_ACTIVITY";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The arguments that run shell text with the mark. The mark is the first line of the output: whoever reads it knows that it is in the
    /// instance.</summary>
    public static IEnumerable<string> Arguments(string text, string mark) =>
        ["/bin/sh", "-c", $"{OutOfMemoryScore.AsInstance}; export {Variable}=\"$1\"; echo \"$1\"; exec /bin/sh -c \"$2\"", "sh", mark, text];

    /// <summary>Ends them: SIGTERM, unless there is no grace, then SIGKILL. Returns when none is left.</summary>
    public async Task EndAsync(EnvironmentName environment, InstanceName instance, string mark, TimeSpan grace, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (grace > TimeSpan.Zero)
        {
            Signal(Inside(environment, instance, mark), Native.SigTerm);
        }

        // Until it is killed one of them may make another. One that is just becoming another program cannot be told from others, so there are two looks.
        for (var clear = 0; ;)
        {
            var left = Find(environment, instance, mark);
            clear = left.Count > 0 ? 0 : clear + 1;
            if (clear == 2)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(began) >= grace)
            {
                Signal(left, Native.SigKill);
            }

            await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
        }
    }

    private List<int> Find(EnvironmentName environment, InstanceName instance, string mark) =>
        [.. oci.Entering(InstanceBundle.IdOf(environment, instance), mark), .. Inside(environment, instance, mark)];

    // The first of them has the mark among its arguments before it has it in its environment.
    private List<int> Inside(EnvironmentName environment, InstanceName instance, string mark) =>
        [.. cgroups.Processes(environment, Places.Label(instance)).Where(pid => Has(pid, "environ", $"{Variable}={mark}\0") || Has(pid, "cmdline", $"{mark}\0"))];

    private static bool Has(int pid, string file, string entry) =>
        KernelFile.Read($"/proc/{pid}/{file}") is { } words
        && (words.StartsWith(entry, StringComparison.Ordinal) || words.Contains('\0' + entry, StringComparison.Ordinal));

    private static void Signal(List<int> pids, int signal)
    {
        foreach (var pid in pids)
        {
            _ = Native.Kill(pid, signal);
        }
    }
}
