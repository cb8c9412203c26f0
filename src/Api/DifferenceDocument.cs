using System.Text.Json.Nodes;
using Sundog.Planning;

namespace Sundog.Api;

/// <summary>What a deployment would do.</summary>
internal static class DifferenceDocument
{
    public static JsonObject Of(PlanDifference difference) => new()
    {
        ["stop"] = Names(difference.Stop.Where(instance => difference.Start.All(started => started.Name != instance.Name))),
        ["start"] = new JsonArray([.. difference.Start.Select(instance => (JsonNode?)new JsonObject
        {
            ["name"] = instance.Name.Container,
            ["reason"] = difference.Reasons[instance.Name.ToString()],
            ["changes"] = Changes(difference, instance),
        })]),
        ["resize"] = new JsonArray([.. difference.Resize.Select(instance => (JsonNode?)new JsonObject
        {
            ["name"] = instance.Name.Container,
            ["changes"] = Changes(difference, instance),
        })]),
        ["keep"] = Names(difference.Keep.Except(difference.Resize)),
    };

    private static JsonArray Changes(PlanDifference difference, InstancePlan instance) =>
        [.. (difference.Changes.TryGetValue(instance.Name.ToString(), out var lines) ? lines : []).Select(line => (JsonNode?)JsonValue.Create(line))];

    private static JsonArray Names(IEnumerable<InstancePlan> instances) =>
        [.. instances.Select(instance => (JsonNode?)JsonValue.Create(instance.Name.Container))];
}
