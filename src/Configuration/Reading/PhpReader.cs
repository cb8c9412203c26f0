using System.Globalization;

namespace Sundog.Configuration;

/// <summary>Reads the settings of PHP, which stand at <c>runtime</c> or below the stack's first runtime.</summary>
internal static class PhpReader
{
    // The platform's figures, defaults and least ones, in MB.
    private const int RequestMemory = 45, LeastRequestMemory = 10, ReservedMemory = 70;

    /// <summary>The PHP of an application; null when it is of another language.</summary>
    public static PhpRuntime? Read(ImageType type, Stack? stack, Value runtime)
    {
        if (type.Name == "php")
            return Of(type.Version, runtime);

        return stack?.Runtimes.FirstOrDefault() is { Key: { } primary, Value: var options } && (primary == "php" || primary.StartsWith("php@", StringComparison.Ordinal))
            ? Of(primary["php".Length..].TrimStart('@'), options)
            : null;
    }

    private static PhpRuntime Of(string version, Value options)
    {
        var hints = Find(options, "sizing_hints");
        return new(
            version,
            Find(options, "extensions") is Value.List(var items) ? items.Select(Name).OfType<string>().ToSequence() : [],
            Math.Max(LeastRequestMemory, Whole(hints, "request_memory") ?? RequestMemory),
            Math.Max(ReservedMemory, Whole(hints, "reserved_memory") ?? ReservedMemory),
            Whole(options, "request_terminate_timeout"));
    }

    // An extension is a name, or a mapping of its name and settings.
    private static string? Name(Value extension) => ((extension is Value.Mapping ? Find(extension, "name") : extension) as Value.Text)?.Content;

    private static int? Whole(Value mapping, string key) =>
        Find(mapping, key) is Value.Number(var digits) && int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Value Find(Value mapping, string key) =>
        mapping is Value.Mapping(var entries) && entries.TryGetValue(key, out var value) ? value : Value.Null.Instance;
}
