using System.Globalization;
using System.Text.RegularExpressions;

namespace Sundog.Configuration;

/// <summary>Reads the settings of PHP, which stand at <c>runtime</c> or below the stack's first runtime.</summary>
internal static partial class PhpReader
{
    // The platform's figures, defaults and least ones, in MB.
    private const int RequestMemory = 45, LeastRequestMemory = 10, ReservedMemory = 70;

    /// <summary>The PHP of an application; null when it is of another language.</summary>
    public static PhpRuntime? Read(ImageType type, Stack? stack, Value runtime)
    {
        if (type.Name == "php")
            return Of(type.Version, runtime, []);

        return stack?.Runtimes.FirstOrDefault() is { Key: { } primary, Value: var options } && (primary == "php" || primary.StartsWith("php@", StringComparison.Ordinal))
            ? Of(primary["php".Length..].TrimStart('@'), options, stack.Packages.Select(package => ExtensionPackage().Match(package)).Where(match => match.Success).Select(match => match.Groups[1].Value))
            : null;
    }

    private static PhpRuntime Of(string version, Value options, IEnumerable<string> packages)
    {
        var hints = Find(options, "sizing_hints");
        return new(
            version,
            (Find(options, "extensions") is Value.List(var items) ? items.Select(Name).OfType<string>() : []).Concat(packages).ToSequence(),
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

    // What Nix calls an extension: `php83Extensions.apcu`.
    [GeneratedRegex(@"^php\d*Extensions\.(\w+)\z")]
    private static partial Regex ExtensionPackage();
}
