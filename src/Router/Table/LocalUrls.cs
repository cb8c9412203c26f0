using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>Translates the URLs of the file to local ones: <c>https://www.{default}/</c> is <c>http://www.localhost:PORT/</c> here.</summary>
internal sealed class LocalUrls
{
    public const string Localhost = "localhost";

    private readonly int _port;
    private readonly HashSet<string> _domains;

    public LocalUrls(int port, Sequence<Route> routes)
    {
        _port = port;
        Written = [.. routes.Select(Parse)];
        _domains = [.. Written.Select(url => url.WrittenHost)];
    }

    /// <summary>The routes' URLs, taken apart.</summary>
    public IReadOnlyList<WrittenUrl> Written { get; }

    public RoutedUrl Route(WrittenUrl written) => new(
        written.Host,
        written.Path,
        _port,
        written.Route.To is { } to ? Localize(to) : null,
        written.Route.Redirects.Values.Select(redirect => redirect with { To = Localize(redirect.To) }).ToSequence(),
        written.Route);

    /// <summary>A target of the file as a local one. A host that no route names is outside of the project and stays as it is, as a mere path does.</summary>
    private string Localize(string target)
    {
        if (!TrySplit(target, out _, out var host, out var rest)) return target;
        if (!host.Contains('{') && !_domains.Contains(host)) return target;
        return $"http://{LocalHost(host)}{(_port == 80 ? "" : $":{_port}")}{rest}";
    }

    private static WrittenUrl Parse(Route route)
    {
        if (!TrySplit(route.OriginalUrl, out var scheme, out var host, out var rest))
            (scheme, host, rest) = ("https", "{default}", "/" + route.OriginalUrl.TrimStart('/'));

        var path = rest.EndsWith('/') ? rest : rest + "/";
        var rank = (scheme == "https" ? 0 : 2) + (host.Contains("{default}") ? 0 : 1);
        return new WrittenUrl(host, LocalHost(host), path, rank, route);
    }

    private static bool TrySplit(string url, out string scheme, out string host, out string rest)
    {
        (scheme, host, rest) = ("", "", "");
        var colon = url.IndexOf("://", StringComparison.Ordinal);
        if (colon < 0) return false;

        scheme = url[..colon].ToLowerInvariant();
        var authority = url[(colon + 3)..];
        var end = authority.AsSpan().IndexOfAny('/', '?', '#');
        (host, rest) = end < 0 ? (authority, "") : (authority[..end], authority[end..]);
        host = host.ToLowerInvariant();
        return true;
    }

    private static string LocalHost(string host)
    {
        var local = host.Replace("{default}", Localhost).Replace("{all}", Localhost);
        if (local != host) return local;

        // As in a preview environment, the generated host stands for a literal domain and a sub-domain keeps its label.
        var labels = host.Split('.');
        var registrable = labels.Length > 2 && labels[^1].Length == 2 && labels[^2].Length <= 3 ? 3 : 2;
        return string.Join('.', labels.SkipLast(registrable).Append(Localhost));
    }
}

/// <summary>A route's URL taken apart.</summary>
/// <param name="WrittenHost">The host with its placeholder.</param>
/// <param name="Host">The local host.</param>
/// <param name="Path">The path with a slash at both ends.</param>
/// <param name="Rank">Of URLs that are one and the same locally the lowest rank wins.</param>
/// <param name="Route">The route.</param>
internal sealed record WrittenUrl(string WrittenHost, string Host, string Path, int Rank, Route Route);
