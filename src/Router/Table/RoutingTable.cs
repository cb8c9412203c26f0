using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>What one environment's router answers: its routes at their local addresses, and the web server of each application.
/// Pure data; <see cref="From"/> makes it and <see cref="Router.Update"/> puts it to use.</summary>
/// <param name="Routes">One entry per host and path, in the order of the file.</param>
/// <param name="DefaultHost">The host as which a request is answered whose own host no route names.</param>
/// <param name="Servers">The web servers by application.</param>
public sealed record RoutingTable(Sequence<RoutedUrl> Routes, string DefaultHost, Map<WebServer> Servers)
{
    /// <summary>The table that answers nothing.</summary>
    public static RoutingTable Empty { get; } = new([], LocalUrls.Localhost, Map<WebServer>.Empty);

    /// <summary>The routes of a project at <c>http://localhost:PORT</c>.</summary>
    /// <remarks>Locally every URL is served by HTTP on one port, so that several written URLs may come to one. A redirect or a proxy that
    /// leads to itself then is left out, as what is written for <c>http</c> nearly always does. Of the rest <c>https</c> goes before
    /// <c>http</c>, then <c>{default}</c> before <c>{all}</c> and literal domains, then the earlier one.</remarks>
    /// <param name="configuration">The project.</param>
    /// <param name="port">The port on which the router is reached.</param>
    public static RoutingTable From(ProjectConfiguration configuration, int port)
    {
        var urls = new LocalUrls(port, configuration.Routes ?? DefaultRoutes(configuration));
        var routes = urls.Written
            .Select((written, order) => (written.Rank, order, route: urls.Route(written)))
            .Where(item => !item.route.LeadsToItself)
            .GroupBy(item => (item.route.Host, item.route.Path))
            .Select(same => same.MinBy(item => (item.Rank, item.order)))
            .OrderBy(item => item.order)
            .Select(item => item.route)
            .ToSequence();

        return new RoutingTable(
            routes,
            DefaultHostOf(routes),
            configuration.Applications.Values.ToMap(application => application.Name, application => application.WebServer));
    }

    /// <summary>The route that answers a request: of the routes of its host the one with the longest path; null when there is none.</summary>
    /// <param name="host">The host that was asked for, without port.</param>
    /// <param name="path">The decoded path.</param>
    public RoutedUrl? Find(string host, string path)
    {
        var asked = HostOf(host);
        RoutedUrl? found = null;
        foreach (var route in Routes)
            if (route.Host == asked && route.Covers(path) && (found is null || route.Path.Length > found.Path.Length))
                found = route;

        return found;
    }

    /// <summary>The written host that answers for a host that was asked for: itself, else the wildcard above it, else the default one.</summary>
    private string HostOf(string host)
    {
        host = host.TrimEnd('.').ToLowerInvariant();
        if (Routes.Any(route => route.Host == host)) return host;

        var wildcard = Routes
            .Where(route => route.Host.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(route.Host[1..], StringComparison.Ordinal))
            .MaxBy(route => route.Host.Length);
        return wildcard?.Host ?? DefaultHost;
    }

    private static string DefaultHostOf(Sequence<RoutedUrl> routes) =>
        routes.Any(route => route.Host == LocalUrls.Localhost)
            ? LocalUrls.Localhost
            : (routes.FirstOrDefault(route => route.Route.Primary) ?? (routes is [var first, ..] ? first : null))?.Host ?? LocalUrls.Localhost;

    /// <summary>A file without <c>routes</c> gets one, to the application that has a web instance.</summary>
    private static Sequence<Route> DefaultRoutes(ProjectConfiguration configuration)
    {
        var application = configuration.Applications.Values.FirstOrDefault(application => application.HasWeb)
            ?? configuration.Applications.Values.FirstOrDefault(application => application.Workers.Count == 0);
        return application is null
            ? []
            : [new Route { OriginalUrl = "https://{default}/", Type = "upstream", Upstream = application.Name, Primary = true }];
    }
}
