using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>A route at its local address.</summary>
/// <param name="Host">The host without port, in lower case; <c>*.localhost</c> for a wildcard.</param>
/// <param name="Path">The path with a slash at both ends.</param>
/// <param name="Port">The router's port.</param>
/// <param name="To">Where a redirect or a proxy leads, with placeholders resolved; null for an upstream.</param>
/// <param name="Redirects">The route's partial redirects, their targets resolved likewise.</param>
/// <param name="Route">As it is written.</param>
public sealed record RoutedUrl(string Host, string Path, int Port, string? To, Sequence<PartialRedirect> Redirects, Route Route)
{
    /// <summary>The URL at which it is served, with a slash at the end: <c>http://www.localhost:8080/</c>.</summary>
    public string Url => $"http://{Host}{(Port == 80 ? "" : $":{Port}")}{Path}";

    /// <summary>Whether a path is the route's own or lies below it. <c>/admin</c> belongs to the route <c>/admin/</c>.</summary>
    public bool Covers(string path) =>
        path.StartsWith(Path, StringComparison.Ordinal) || (path.Length == Path.Length - 1 && Path.StartsWith(path, StringComparison.Ordinal));

    /// <summary>Whether it leads where it stands, so that a request would never end.</summary>
    internal bool LeadsToItself => To is not null && To.TrimEnd('/') == Url.TrimEnd('/');
}
