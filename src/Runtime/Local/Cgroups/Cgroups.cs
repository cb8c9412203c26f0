using System.Globalization;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Finds the processes of an instance by its cgroup: the kernel's own list, which no process can leave and no reused pid can enter.</summary>
/// <param name="scope">The directory of all that one state directory runs.</param>
/// <param name="layout">How they are mounted; null: as on this machine.</param>
internal sealed class Cgroups(string scope, CgroupLayout? layout = null)
{
    private readonly CgroupLayout _layout = layout ?? CgroupLayout.OfThisMachine;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The path that the OCI runtime makes in each tree.</summary>
    public string PathOf(EnvironmentName environment, string name) => $"/{scope}/{environment}/{name}";

    /// <summary>Gets the kernel ready for a process that is about to change its cgroup. The first to do so waits until every processor has been
    /// seen idle or elsewhere, most of the time that making a container takes; whoever follows within milliseconds does not. This process
    /// goes to where it is already, beside what else is to be done for the container.</summary>
    public static void Expect() => _ = Task.Run(static () =>
    {
        try
        {
            var layout = CgroupLayout.OfThisMachine;
            var line = File.ReadLines("/proc/self/cgroup").First(line => layout.IsUnified ? line.StartsWith("0::", StringComparison.Ordinal) : line.Contains(":pids:", StringComparison.Ordinal));
            File.WriteAllText($"{layout.Tree}{line.Split(':', 3)[2]}/cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Then the container waits itself.
        }
    });

    /// <summary>Whether any environment has an instance.</summary>
    public bool AnyLeft => Directory.Exists($"{_layout.Tree}/{scope}") && Directory.EnumerateDirectories($"{_layout.Tree}/{scope}").Any();

    /// <summary>The instances that have a process.</summary>
    public IEnumerable<string> NamesIn(EnvironmentName environment)
    {
        var directory = $"{_layout.Tree}/{scope}/{environment}";
        return Directory.Exists(directory) ? Directory.EnumerateDirectories(directory).Select(path => Path.GetFileName(path)) : [];
    }

    /// <summary>The pids in a cgroup, as this machine sees them; empty when there is none.</summary>
    public IReadOnlyList<int> Processes(EnvironmentName environment, string name)
    {
        var pids = new List<int>();
        var lines = KernelFile.Read($"{_layout.Tree}{PathOf(environment, name)}/cgroup.procs");
        foreach (var line in lines.AsSpan().EnumerateLines())
        {
            if (int.TryParse(line, CultureInfo.InvariantCulture, out var pid))
            {
                pids.Add(pid);
            }
        }

        return pids;
    }

    /// <summary>The pid, as this machine sees it, of the process that has the given pid inside the instance; null when there is none.</summary>
    public int? HostPid(EnvironmentName environment, string name, int inside) => HostPid(Processes(environment, name), inside);

    /// <summary>The one of some processes that has the given pid inside its instance; null when none has.</summary>
    public static int? HostPid(IEnumerable<int> processes, int inside)
    {
        foreach (var pid in processes)
        {
            if (PidInside(pid) == inside)
            {
                return pid;
            }
        }

        return null;
    }

    /// <summary>What the processes of an instance use: memory in bytes without what the kernel only keeps because there is room, and the
    /// time they ran on a processor. Null where the kernel does not tell.</summary>
    public (long? Memory, TimeSpan? Cpu) Usage(EnvironmentName environment, string name)
    {
        var memory = $"{_layout.TreeOf("memory")}{PathOf(environment, name)}";
        var used = Number(KernelFile.Read(_layout.IsUnified ? $"{memory}/memory.current" : $"{memory}/memory.usage_in_bytes"));
        var idle = Field(KernelFile.Read($"{memory}/memory.stat"), _layout.IsUnified ? "inactive_file" : "total_inactive_file");
        var cpu = _layout.IsUnified
            ? Field(KernelFile.Read($"{_layout.Mount}{PathOf(environment, name)}/cpu.stat"), "usage_usec") * 10
            : Number(KernelFile.Read($"{_layout.TreeOf("cpuacct")}{PathOf(environment, name)}/cpuacct.usage")) / 100;
        return (used is { } bytes ? Math.Max(0, bytes - (idle ?? 0)) : null, cpu is { } ticks ? TimeSpan.FromTicks(ticks) : null);
    }

    /// <summary>Kills whatever is still in an environment's cgroups and removes them, in every tree.</summary>
    public async Task RemoveAsync(EnvironmentName environment)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!TryRemove(environment) && TimeProvider.System.GetElapsedTime(began) < s_patience)
        {
            // A process that was killed is in its cgroup until it has been waited for.
            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    private bool TryRemove(EnvironmentName environment)
    {
        foreach (var name in NamesIn(environment).ToList())
        {
            Kill(environment, name);
        }

        foreach (var tree in _layout.Trees)
        {
            var root = $"{tree}/{scope}/{environment}";
            foreach (var directory in Directory.Exists(root) ? Directory.GetDirectories(root, "*", SearchOption.AllDirectories).OrderByDescending(path => path.Length).Append(root) : [])
            {
                RemoveOne(directory);
            }

            RemoveOne($"{tree}/{scope}");
        }

        return _layout.Trees.All(tree => !Directory.Exists($"{tree}/{scope}/{environment}"));
    }

    private void Kill(EnvironmentName environment, string name)
    {
        var all = $"{_layout.Tree}{PathOf(environment, name)}/cgroup.kill";
        if (File.Exists(all))
        {
            File.WriteAllText(all, "1");
            return;
        }

        foreach (var pid in Processes(environment, name))
        {
            _ = Native.Kill(pid, Native.SigKill);
        }
    }

    private static void RemoveOne(string directory)
    {
        try
        {
            Directory.Delete(directory);
        }
        catch (IOException)
        {
            // In use, or not there.
        }
    }

    // The number in the line "NAME NUMBER".
    private static long? Field(string? text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name) && line.Length > name.Length && line[name.Length] == ' ')
            {
                return Number(line[(name.Length + 1)..]);
            }
        }

        return null;
    }

    private static long? Number(ReadOnlySpan<char> text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? PidInside(int pid)
    {
        var line = KernelFile.Read($"/proc/{pid}/status") is { } status && status.IndexOf("\nNSpid:", StringComparison.Ordinal) is >= 0 and var start
            ? status.AsSpan(start + 1)
            : default;
        line = line[..Math.Max(0, line.IndexOf('\n'))];
        return int.TryParse(line[(line.LastIndexOf('\t') + 1)..], CultureInfo.InvariantCulture, out var inside) ? inside : null;
    }
}
