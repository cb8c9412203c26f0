using System.Text.Json;
using Sundog.Configuration;

namespace Sundog.Deployments;

/// <summary>JSON as values.</summary>
internal static class JsonValues
{
    public static Value Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new Value.Mapping(element.EnumerateObject().ToMap(property => property.Name, property => Of(property.Value))),
        JsonValueKind.Array => new Value.List(element.EnumerateArray().Select(Of).ToSequence()),
        JsonValueKind.String => new Value.Text(element.GetString()!),
        JsonValueKind.Number => new Value.Number(element.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => new Value.Boolean(element.GetBoolean()),
        _ => Value.Null.Instance,
    };
}
