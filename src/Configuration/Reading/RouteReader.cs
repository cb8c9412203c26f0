namespace Sundog.Configuration;

/// <summary>Reads one route.</summary>
internal static class RouteReader
{
    public static Route? Read(Entry entry)
    {
        if (entry.Value is not MappingNode route || route.Text("type") is not { } type)
            return null;

        var upstream = type == "upstream" ? route.Text("upstream") : null;
        var colon = upstream?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return new()
        {
            OriginalUrl = entry.Key,
            Type = type,
            Upstream = colon < 0 ? upstream : upstream![..colon],
            Endpoint = colon < 0 ? "http" : upstream![(colon + 1)..],
            To = type == "upstream" ? null : route.Text("to"),
            Id = route.Text("id"),
            Primary = route.Truth("primary") ?? false,
            Sticky = route.Truth("sticky") ?? false,
            Attributes = new(route.Entries("attributes").Where(attribute => attribute.Value is ScalarNode)
                .Select(attribute => KeyValuePair.Create(attribute.Key, ((ScalarNode)attribute.Value).Text))),
            Cache = Cache(route),
            Redirects = Redirects(route.Mapping("redirects")),
            Ssi = route.Truth("ssi") ?? route.Mapping("ssi").Truth("enabled") ?? false,
            Tls = route["tls"].ToValue(),
            Place = entry.Place,
        };
    }

    /// <summary>Makes the first upstream primary when no route says that it is.</summary>
    public static Sequence<Route> WithPrimary(Sequence<Route> routes)
    {
        var primary = routes.FirstOrDefault(route => route.Primary) ?? routes.FirstOrDefault(route => route.Type == "upstream");
        return routes.Select(route => route with { Primary = ReferenceEquals(route, primary) }).ToSequence();
    }

    private static RouteCache Cache(MappingNode route)
    {
        var cache = route.Mapping("cache");
        return new(
            route.Truth("cache") ?? cache.Truth("enabled") ?? true,
            TimeSpan.FromSeconds(cache.Whole("default_ttl") ?? 0),
            cache.Texts("cookies") ?? RouteCache.Default.Cookies,
            cache.Texts("headers") ?? RouteCache.Default.Headers);
    }

    private static Map<PartialRedirect> Redirects(MappingNode? redirects)
    {
        var expires = WebReader.Duration(redirects.Text("expires"));
        return new(redirects.Entries("paths")
            .Where(entry => (entry.Value as MappingNode).Text("to") is not null)
            .Select(entry => KeyValuePair.Create(entry.Key, Redirect(entry.Key, (MappingNode)entry.Value, expires))));
    }

    private static PartialRedirect Redirect(string path, MappingNode redirect, TimeSpan? expires) => new(
        path,
        redirect.Text("to")!,
        redirect.Truth("regexp") ?? false,
        redirect.Truth("prefix") ?? true,
        redirect.Truth("append_suffix") ?? true,
        int.TryParse(redirect.Text("code"), out var code) ? code : 302,
        redirect.Text("expires") is { } own ? WebReader.Duration(own) : expires);
}
