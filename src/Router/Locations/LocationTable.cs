using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>The locations of one web server with their expressions compiled.</summary>
internal sealed class LocationTable
{
    private readonly CompiledLocation[] _locations;

    /// <summary>Compiles the locations.</summary>
    /// <exception cref="RoutingException">A rule's expression is none.</exception>
    public LocationTable(string application, WebServer server)
    {
        Application = application;
        (Upstream, Logs) = ($"web of {application}", $"sundog logs --app {application}");
        RunsScripts = server.Protocol == "fastcgi";
        var locations = server.Locations.Count == 0 && !RunsScripts ? [Everything] : server.Locations.Values;
        _locations = [.. locations
            .Select(location => new CompiledLocation(application, location))
            .OrderByDescending(location => location.Prefix.Length)];
    }

    /// <summary>Everything to the upstream: what a service has that a route names.</summary>
    public static LocationTable PassAll(string name) => new(name, WebServer.Default with
    {
        Locations = new([new("/", Everything with { RequestBuffering = false })]),
    })
    {
        Upstream = $"the service {name}",
        Logs = "sundog ps",
    };

    /// <summary>What holds for a web server without locations: its command answers everything.</summary>
    private static WebLocation Everything { get; } = new() { Path = "/", Passthru = Passthru.Application };

    /// <summary>The application whose locations these are.</summary>
    public string Application { get; }

    /// <summary>Who answers behind the locations, as a person is told.</summary>
    public string Upstream { get; private init; }

    /// <summary>The command that tells more about it.</summary>
    public string Logs { get; private init; }

    /// <summary>Whether the upstream speaks FastCGI, so that it can be told to run a file.</summary>
    public bool RunsScripts { get; }

    /// <summary>What holds for a path: the location with the longest prefix, overlaid by the first rule that matches; null when no location covers it.</summary>
    public Terms? TermsOf(string path) => Array.Find(_locations, location => location.Covers(path))?.TermsOf(path);

    private sealed class CompiledLocation(string application, WebLocation location)
    {
        private readonly (Regex Expression, WebRule Rule)[] _rules =
            [.. location.Rules.Select(rule => (Expression.Compile(rule.Expression, $"a rule of location {location.Path} of {application}"), rule))];

        /// <summary>Without the slash at the end, so that the prefix of <c>/</c> is empty.</summary>
        public string Prefix { get; } = location.Path.TrimEnd('/');

        public bool Covers(string path) =>
            path.StartsWith(Prefix, StringComparison.Ordinal) && (path.Length == Prefix.Length || path[Prefix.Length] == '/');

        public Terms TermsOf(string path)
        {
            var terms = new Terms(
                location, path[Prefix.Length..], location.Allow, location.Passthru, location.Expires, location.Scripts, location.Headers);
            foreach (var (expression, rule) in _rules)
                if (expression.Match(path) is { Success: true } match)
                    return Overlay(terms, rule, match);

            return terms;
        }

        private static Terms Overlay(Terms terms, WebRule rule, Match match) => terms with
        {
            Allow = rule.Allow ?? terms.Allow,
            Passthru = rule.Passthru is { Target: { } target } passthru
                ? passthru with { Target = Expression.Expand(target, match) }
                : rule.Passthru ?? terms.Passthru,
            IsRewrite = rule.Passthru?.Target?.Contains('$') == true,
            Expires = rule.Expires == TimeSpan.MinValue ? null : rule.Expires ?? terms.Expires,
            Scripts = rule.Scripts ?? terms.Scripts,
            Headers = rule.Headers ?? terms.Headers,
        };
    }
}

/// <summary>What holds for one path after its rule is laid over its location.</summary>
/// <param name="Location">The location.</param>
/// <param name="Rest">The path without the location's prefix: empty, or with a slash in front.</param>
/// <param name="Allow">Whether a file may be served.</param>
/// <param name="Passthru">Where requests go that no file answers.</param>
/// <param name="Expires">How long clients may keep a file; null: no header.</param>
/// <param name="Scripts">Whether a PHP file is run.</param>
/// <param name="Headers">Headers of a file.</param>
internal sealed record Terms(
    WebLocation Location, string Rest, bool Allow, Passthru Passthru, TimeSpan? Expires, bool Scripts, Map<string> Headers)
{
    /// <summary>Whether the passthru's target is made of what the client has sent.</summary>
    public bool IsRewrite { get; init; }

    /// <summary>Where the path's file would be, relative to the application directory; null when nothing is served statically.</summary>
    public string? File => Location.Root is { } root ? (root + Rest.TrimEnd('/')).TrimStart('/') : null;
}
