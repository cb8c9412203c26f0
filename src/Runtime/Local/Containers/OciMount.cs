using System.Text.Json.Nodes;

namespace Sundog.Runtime.Local;

/// <summary>One entry of <c>mounts</c> in an OCI bundle.</summary>
internal sealed record OciMount(string Destination, string Type, string Source, params string[] Options)
{
    /// <summary>A read-only bind mount.</summary>
    public static OciMount ReadOnly(string source, string destination) =>
        new(destination, "bind", source, "rbind", "ro", "nosuid", "nodev");

    /// <summary>A writable bind mount of a directory.</summary>
    public static OciMount Writable(string source, string destination) =>
        // In a user namespace crun 1.8 forgets the first two, and keeps the others.
        new(destination, "bind", source, "bind", "rw", "nosuid", "nodev", "rnosuid", "rnodev");

    /// <summary>A file system in memory, empty at the start, of which the instance's user has the root.</summary>
    public static OciMount Memory(int user, int megabytes, string destination) =>
        new(destination, "tmpfs", "tmpfs", "nosuid", "nodev", $"size={megabytes}m", $"nr_inodes={megabytes * 256}", "mode=0755", $"uid={user}", $"gid={user}");

    /// <summary>As JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["destination"] = Destination,
        ["type"] = Type,
        ["source"] = Source,
        ["options"] = Json.Array(Options),
    };
}
