using System.Text.Json.Nodes;

namespace Sundog.Runtime.Local;

/// <summary>Arrays of texts, without reflection.</summary>
internal static class Json
{
    public static JsonArray Array(IEnumerable<string> items) => [.. items.Select(item => (JsonNode?)JsonValue.Create(item))];
}
