using Sundog.Configuration;

namespace Sundog.Services.Tests;

/// <summary>Services as a configuration file gives them.</summary>
internal static class Given
{
    /// <summary>Secrets that no other text contains.</summary>
    public static ServiceContext Context { get; } = new(name => $"S3cret{name.Replace(" ", "")}");

    public static Service Service(string type, Map<Value>? configuration = null, Map<Relationship>? relationships = null) => new(
        "store",
        type.Split(':') is [var name, var version] ? new(name, version) : new(type, ""),
        configuration ?? Map<Value>.Empty,
        relationships ?? Map<Relationship>.Empty,
        null,
        null,
        new(".upsun/config.yaml", 3, 3));

    public static ServicePlan Plan(string type, Map<Value>? configuration = null) => ServiceCatalogue.Plan(Service(type, configuration), Context);

    public static Map<Value> Map(params (string Key, Value Value)[] entries) => new(entries.ToMap(entry => entry.Key, entry => entry.Value));

    public static Value Nested(params (string Key, Value Value)[] entries) => new Value.Mapping(Map(entries));

    public static Value List(params string[] items) => new Value.List(items.Select(Text).ToSequence());

    public static Value Text(string content) => new Value.Text(content);

    public static Value Number(int number) => new Value.Number(number.ToString());
}
