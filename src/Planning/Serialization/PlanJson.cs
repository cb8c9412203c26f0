using System.Text.Json;
using System.Text.Json.Serialization;
using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>Plans as JSON, for the engine and the database to keep. The text holds secrets.</summary>
public static class PlanJson
{
    /// <summary>A plan as text.</summary>
    public static string Write(Plan plan) => JsonSerializer.Serialize(plan, PlanJsonContext.Default.Plan);

    /// <summary>An instance's plan as text.</summary>
    public static string Write(InstancePlan plan) => JsonSerializer.Serialize(plan, PlanJsonContext.Default.InstancePlan);

    /// <summary>A plan from its text; null when it is of a version that cannot be read.</summary>
    public static Plan? ReadPlan(string text) => Try(() => JsonSerializer.Deserialize(text, PlanJsonContext.Default.Plan));

    /// <summary>An instance's plan from its text; null when it is of a version that cannot be read.</summary>
    public static InstancePlan? ReadInstance(string text) => Try(() => JsonSerializer.Deserialize(text, PlanJsonContext.Default.InstancePlan));

    private static T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(MapConverter<string>),
        typeof(SequenceConverter<string>),
        typeof(SequenceConverter<int>),
        typeof(SequenceConverter<BuildPlan>),
        typeof(SequenceConverter<BuildStep>),
        typeof(SequenceConverter<InstancePlan>),
        typeof(SequenceConverter<Cable>),
        typeof(SequenceConverter<MountPlan>),
        typeof(SequenceConverter<OutboundRule>),
    ])]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(InstancePlan))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(BuildPlan[]))]
[JsonSerializable(typeof(BuildStep[]))]
[JsonSerializable(typeof(InstancePlan[]))]
[JsonSerializable(typeof(Cable[]))]
[JsonSerializable(typeof(MountPlan[]))]
[JsonSerializable(typeof(OutboundRule[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;

/// <summary>Sequences as arrays.</summary>
internal sealed class SequenceConverter<T> : JsonConverter<Sequence<T>>
{
    public override Sequence<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ((T[]?)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(T[]))) ?? throw new JsonException()).ToSequence();

    public override void Write(Utf8JsonWriter writer, Sequence<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToArray(), options.GetTypeInfo(typeof(T[])));
}

/// <summary>Maps as objects.</summary>
internal sealed class MapConverter<T> : JsonConverter<Map<T>>
{
    public override Map<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new((Dictionary<string, T>?)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(Dictionary<string, T>))) ?? throw new JsonException());

    public override void Write(Utf8JsonWriter writer, Map<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new Dictionary<string, T>(value), options.GetTypeInfo(typeof(Dictionary<string, T>)));
}
