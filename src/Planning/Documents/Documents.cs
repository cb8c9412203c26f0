using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>Builds the values that instances are told.</summary>
internal static class Documents
{
    public static Value Text(string? content) => content is null ? Value.Null.Instance : new Value.Text(content);

    public static Value.Number Number(int number) => new(number.ToString());

    public static Value.Mapping Object(params ReadOnlySpan<(string Key, Value Value)> entries) =>
        new(entries.ToArray().ToMap(entry => entry.Key, entry => entry.Value));

    public static Value.Mapping Map<T>(Map<T> map, Func<T, Value> value) => new(map.ToMap(entry => entry.Key, entry => value(entry.Value)));
}
