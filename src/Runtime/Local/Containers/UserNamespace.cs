using System.Text.Json.Nodes;

namespace Sundog.Runtime.Local;

/// <summary>The user namespace of a container. Exactly two identities exist in it: the environment's user, by the same number as outside,
/// so that files need no translation; and a root that owns nothing anywhere, which only sets the container up.</summary>
internal static class UserNamespace
{
    // Beside the numbers of environments' users, which count from 1,900,000,000.
    private const int RootOffset = 100_000_000;

    /// <summary>Whether the kernel makes any.</summary>
    public static bool IsAvailable { get; } = File.Exists("/proc/self/ns/user") && Allowed() > 0;

    /// <summary>The mappings of an environment's user, for uids and gids alike.</summary>
    public static JsonArray Mappings(int user) => new(One(0, user + RootOffset), One(user, user));

    private static JsonObject One(int inside, int outside) => new() { ["containerID"] = inside, ["hostID"] = outside, ["size"] = 1 };

    private static long Allowed() =>
        File.Exists("/proc/sys/user/max_user_namespaces") && long.TryParse(File.ReadAllText("/proc/sys/user/max_user_namespaces"), out var number) ? number : 0;
}
