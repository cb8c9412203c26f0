using System.Globalization;

namespace Sundog.Configuration;

/// <summary>Reads the server part of <c>web</c>: upstream and locations.</summary>
internal static class WebReader
{
    public static WebServer Read(MappingNode? web, bool php)
    {
        var upstream = web.Mapping("upstream");
        return new(
            upstream.Text("socket_family") ?? (php ? "unix" : "tcp"),
            upstream.Text("protocol") ?? (php ? "fastcgi" : "http"),
            new(web.Entries("locations").Where(entry => entry.Value is MappingNode && !entry.Key.StartsWith('.'))
                .Select(entry => KeyValuePair.Create(entry.Key, Location(entry, (MappingNode)entry.Value)))));
    }

    private static WebLocation Location(Entry entry, MappingNode location)
    {
        var buffering = location.Mapping("request_buffering");
        return new()
        {
            Path = entry.Key,
            Root = location.Text("root")?.Trim('/') is { } root ? (root == "." ? "" : root) : null,
            Passthru = Passthru(location) ?? Sundog.Configuration.Passthru.None,
            Index = location.Texts("index") ?? [],
            Expires = Duration(location.Text("expires")),
            Allow = location.Truth("allow") ?? true,
            Scripts = location.Truth("scripts") ?? true,
            Headers = Headers(location) ?? Map<string>.Empty,
            RequestBuffering = buffering.Truth("enabled") ?? true,
            MaxRequestSize = Size(buffering.Text("max_request_size")) ?? 262_144_000,
            Rules = location.Entries("rules").Where(rule => rule.Value is MappingNode && !rule.Key.StartsWith('.'))
                .Select(rule => Rule(rule.Key, (MappingNode)rule.Value)).ToSequence(),
            Place = entry.Place,
        };
    }

    private static WebRule Rule(string expression, MappingNode rule) => new(
        expression, rule.Truth("allow"), Passthru(rule),
        rule.Text("expires") is { } expires ? Duration(expires) ?? TimeSpan.MinValue : null,
        rule.Truth("scripts"), Headers(rule));

    private static Passthru? Passthru(MappingNode mapping) => mapping["passthru"] switch
    {
        ScalarNode { Kind: Kinds.Truth } scalar => scalar.Truth
            ? Sundog.Configuration.Passthru.Application
            : Sundog.Configuration.Passthru.None,
        ScalarNode { Kind: Kinds.Text } scalar => new(true, scalar.Text),
        _ => null,
    };

    private static Map<string>? Headers(MappingNode mapping) =>
        mapping.Mapping("headers") is { } headers
            ? new(headers.Entries.Where(entry => entry.Value is ScalarNode).Select(entry => KeyValuePair.Create(
                entry.Key, ((ScalarNode)entry.Value).Text)))
            : null;

    /// <summary>A duration such as <c>5m</c>, <c>1M</c> (30 days) or <c>3600</c> (seconds); null for <c>-1</c> and for what is none.</summary>
    public static TimeSpan? Duration(string? text)
    {
        if (text is null)
            return null;

        var digits = text.AsSpan().TrimEnd("mshdwMy");
        if (!int.TryParse(digits, CultureInfo.InvariantCulture, out var number) || number < 0)
            return null;

        double seconds = text[digits.Length..] switch
        {
            "ms" => 0.001,
            "m" => 60,
            "h" => 3600,
            "d" => 86400,
            "w" => 7 * 86400,
            "M" => 30 * 86400,
            "y" => 365 * 86400,
            _ => 1,
        };
        return TimeSpan.FromSeconds(number * seconds);
    }

    /// <summary>A size such as <c>250m</c> in bytes.</summary>
    private static long? Size(string? text)
    {
        if (text is null)
            return null;

        var digits = text.AsSpan().TrimEnd("kKmMgG");
        var shift = (text.Length == 0 ? ' ' : char.ToLowerInvariant(text[^1])) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        return long.TryParse(
            digits, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= long.MaxValue >> shift ? number << shift : null;
    }
}
