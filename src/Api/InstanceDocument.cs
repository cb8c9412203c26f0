using System.Text.Json.Nodes;
using Sundog.Deployments;
using Sundog.Runtime;

namespace Sundog.Api;

/// <summary>An instance as <c>sundog ps --format json</c> prints it.</summary>
internal static class InstanceDocument
{
    public static JsonObject Of(InstanceStatus status)
    {
        var seen = status.Observation;
        return new JsonObject
        {
            ["name"] = status.Plan.Name.Container,
            ["kind"] = status.Plan.Kind.ToString().ToLowerInvariant(),
            ["app"] = status.Plan.Application,
            ["instance"] = status.Plan.Name.Number,
            ["type"] = status.Plan.Type.ToString(),
            ["state"] = Word(status.State),
            ["pid"] = seen?.Pid,
            ["restarts"] = seen?.Restarts ?? 0,
            ["startedAt"] = Hal.TimeOrNull(seen?.StartedAt),
            ["lastExit"] = seen?.LastExit is { } exit ? Exit(exit) : null,
            ["memory"] = seen?.Memory,
            ["cpuSeconds"] = seen?.CpuTime?.TotalSeconds,
            ["tail"] = seen is null ? null : new JsonArray([.. seen.Tail.Select(line => (JsonNode?)JsonValue.Create(line))]),
        };
    }

    private static JsonObject Exit(LastExit exit)
    {
        var document = exit.Code is { } code
            ? new JsonObject { ["code"] = code }
            : new JsonObject { ["signal"] = exit.Signal };
        document["at"] = Hal.Time(exit.At);
        if (exit.Reason is { } reason)
        {
            document["reason"] = reason;
        }

        return document;
    }

    private static string Word(InstanceState state) => state switch
    {
        InstanceState.CrashLooping => "crash-looping",
        _ => state.ToString().ToLowerInvariant(),
    };
}
