using System.Text.Json.Nodes;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>What a container may use, as <c>linux.resources</c> of a bundle and as an update of one that runs. Pure but for one look at what
/// the kernel counts.</summary>
internal static class ContainerLimits
{
    // The share of a whole core, in both versions of cgroups.
    private const int SharesPerCore = 1024;

    // Swap is memory on a disk: a container that has used its memory up is to be told so, not to slow the machine down.
    private static readonly bool s_countsSwap = CgroupLayout.OfThisMachine.CountsSwap;

    /// <summary>Of a new container; no device but the standard ones.</summary>
    public static JsonObject ToJson(Limits limits)
    {
        var resources = Update(limits);
        resources["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" });
        return resources;
    }

    /// <summary>Of a container that runs.</summary>
    public static JsonObject Update(Limits limits)
    {
        var memory = new JsonObject { ["limit"] = (long)limits.Memory << 20 };
        if (s_countsSwap)
        {
            memory["swap"] = (long)limits.Memory << 20;
        }

        return new JsonObject
        {
            ["pids"] = new JsonObject { ["limit"] = limits.Processes },
            ["memory"] = memory,
            ["cpu"] = new JsonObject { ["shares"] = (ulong)Math.Max(2, limits.Cpu * SharesPerCore) },
        };
    }
}
