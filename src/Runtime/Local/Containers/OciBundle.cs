using System.Text.Json.Nodes;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>The <c>config.json</c> of a container: what isolates it. Pure; the OCI runtime does what it says.</summary>
internal sealed record OciBundle
{
    /// <summary>The root file system, always read-only.</summary>
    public required string Root { get; init; }

    /// <summary>The arguments of PID 1.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its environment, which every process that is entered later gets too.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where it starts.</summary>
    public required string Directory { get; init; }

    /// <summary>The uid and gid of everything in it.</summary>
    public required int User { get; init; }

    /// <summary>The mounts beside the kernel's own.</summary>
    public required IEnumerable<OciMount> Mounts { get; init; }

    /// <summary>Its cgroup.</summary>
    public required string CgroupPath { get; init; }

    /// <summary>Its host name.</summary>
    public required string HostName { get; init; }

    /// <summary>What it may use.</summary>
    public required Limits Limits { get; init; }

    /// <summary>The bundle's text.</summary>
    public string ToJson() => new JsonObject
    {
        ["ociVersion"] = "1.0.2",
        ["root"] = new JsonObject { ["path"] = Root, ["readonly"] = true },
        ["hostname"] = HostName,
        ["process"] = Process(),
        ["mounts"] = new JsonArray([.. KernelMounts().Concat(Mounts).Select(mount => (JsonNode?)mount.ToJson())]),
        ["linux"] = Linux(),
        ["annotations"] = SeccompProfile.Annotations(),
    }.ToJsonString();

    /// <summary>What PID 1 runs as, and where, in a bundle's text.</summary>
    public static (int User, string Directory) Read(string json)
    {
        var process = JsonNode.Parse(json)!["process"]!;
        return ((int)process["user"]!["uid"]!, (string)process["cwd"]!);
    }

    private JsonObject Process() => new()
    {
        ["terminal"] = false,
        ["user"] = new JsonObject { ["uid"] = User, ["gid"] = User },
        ["args"] = Json.Array(Arguments),
        ["env"] = Json.Array(Environment.Select(variable => $"{variable.Key}={variable.Value}")),
        ["cwd"] = Directory,
        ["noNewPrivileges"] = true,
        ["oomScoreAdj"] = OutOfMemoryScore.OfInstances(),
        ["rlimits"] = new JsonArray(Bound("RLIMIT_NOFILE", OpenFiles.Allowed), Bound("RLIMIT_CORE", 0)),
        ["capabilities"] = new JsonObject
        {
            ["bounding"] = new JsonArray(),
            ["effective"] = new JsonArray(),
            ["inheritable"] = new JsonArray(),
            ["permitted"] = new JsonArray(),
            ["ambient"] = new JsonArray(),
        },
    };

    private JsonObject Linux()
    {
        var linux = Isolation();
        if (UserNamespace.IsAvailable)
        {
            ((JsonArray)linux["namespaces"]!).Add((JsonNode)new JsonObject { ["type"] = "user" });
            linux["uidMappings"] = UserNamespace.Mappings(User);
            linux["gidMappings"] = UserNamespace.Mappings(User);
        }

        return linux;
    }

    private JsonObject Isolation() => new()
    {
        ["cgroupsPath"] = CgroupPath,
        ["namespaces"] = new JsonArray([.. new[] { "pid", "ipc", "uts", "mount", "network", "cgroup" }
            .Select(kind => (JsonNode?)new JsonObject { ["type"] = kind })]),
        ["seccomp"] = SeccompProfile.ToJson(),
        ["sysctl"] = new JsonObject
        {
            // A new network namespace inherits the host's forwarding; an instance with two cables must not join them.
            ["net.ipv4.ip_forward"] = "0",
            ["net.ipv4.ip_unprivileged_port_start"] = "0",
        },
        ["maskedPaths"] = Json.Array(
        [
            "/proc/acpi", "/proc/asound", "/proc/config.gz", "/proc/interrupts", "/proc/kallsyms", "/proc/kcore", "/proc/key-users", "/proc/keys",
            "/proc/kmsg", "/proc/kpagecgroup", "/proc/kpagecount", "/proc/kpageflags", "/proc/latency_stats", "/proc/modules", "/proc/sched_debug",
            "/proc/scsi", "/proc/slabinfo", "/proc/timer_list", "/proc/timer_stats", "/proc/vmallocinfo",
            "/sys/devices/virtual/powercap", "/sys/firmware",
        ]),
        // crun leaves the directory above the trees of cgroups version 1 writable.
        ["readonlyPaths"] = Json.Array(["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger", "/sys/fs/cgroup"]),
        ["resources"] = ContainerLimits.ToJson(Limits),
    };

    private static JsonObject Bound(string name, ulong value) => new JsonObject { ["type"] = name, ["hard"] = value, ["soft"] = value };

    private static IEnumerable<OciMount> KernelMounts() =>
    [
        new("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
        new("/dev", "tmpfs", "tmpfs", "nosuid", "noexec", "strictatime", "mode=755", "size=64k"),
        new("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"),
        new("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
        new("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
        new("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
        // Its own cgroup only, by its namespace: programs size themselves by the limits in it, and its supervisor sees who was killed.
        new("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"),
    ];
}
