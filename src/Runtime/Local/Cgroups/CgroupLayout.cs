using System.Collections.Concurrent;

namespace Sundog.Runtime.Local;

/// <summary>How a machine mounts its cgroups: version 2 alone, version 1 alone, or both.</summary>
/// <param name="mount">Where they are.</param>
internal sealed class CgroupLayout(string mount)
{
    // A machine does not change how it mounts them.
    private readonly ConcurrentDictionary<string, string> _trees = [];

    /// <summary>Of this machine.</summary>
    public static CgroupLayout OfThisMachine { get; } = new("/sys/fs/cgroup");

    /// <summary>Where they are.</summary>
    public string Mount => mount;

    /// <summary>Whether there is version 2 alone.</summary>
    public bool IsUnified { get; } = File.Exists($"{mount}/cgroup.controllers");

    /// <summary>Where version 2 is mounted beside version 1.</summary>
    public string Second => $"{mount}/unified";

    /// <summary>Whether version 1 and 2 are mixed, which crun refuses.</summary>
    public bool IsHybrid => !IsUnified && Directory.Exists(Second);

    /// <summary>A tree in which every container has its directory.</summary>
    public string Tree => IsUnified ? mount : $"{mount}/pids";

    /// <summary>The tree that counts a resource.</summary>
    public string TreeOf(string controller) => IsUnified ? mount : _trees.GetOrAdd(controller, Find);

    /// <summary>All trees.</summary>
    public IEnumerable<string> Trees => IsUnified ? [mount] : Directory.EnumerateDirectories(mount);

    private string Find(string controller) =>
        Directory.EnumerateDirectories(mount).FirstOrDefault(path => Path.GetFileName(path).Split(',').Contains(controller)) ?? Tree;

    /// <summary>Whether the kernel counts swap, so that a limit can be set to it.</summary>
    public bool CountsSwap => IsUnified ? File.Exists("/proc/swaps") : File.Exists($"{TreeOf("memory")}/memory.memsw.limit_in_bytes");
}
