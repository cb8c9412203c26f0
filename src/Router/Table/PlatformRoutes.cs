using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>The content of <c>PLATFORM_ROUTES</c>: the URLs as they are served here, each with the one that is written in the file.</summary>
/// <remarks>On the platform each <c>https</c> route has an <c>http</c> twin that redirects to it. Here the twin would be the route itself,
/// so there is none: what is listed is exactly what answers.</remarks>
public static class PlatformRoutes
{
    /// <summary>URL to its properties, to be written as JSON and encoded in base64.</summary>
    public static Value Of(RoutingTable table) => new Value.Mapping(table.Routes.ToMap(route => route.Url, Describe));

    private static Value Describe(RoutedUrl routed)
    {
        var route = routed.Route;
        return new Value.Mapping(new Map<Value>(
        [
            new("primary", new Value.Boolean(route.Primary)),
            new("id", TextOrNull(route.Id)),
            new("production_url", Value.Null.Instance),
            new("attributes", new Value.Mapping(route.Attributes.ToMap(entry => entry.Key, Value (entry) => new Value.Text(entry.Value)))),
            routed.To is null ? new("upstream", TextOrNull(route.Upstream)) : new("to", new Value.Text(routed.To)),
            new("type", new Value.Text(route.Type)),
            new("original_url", new Value.Text(route.OriginalUrl)),
        ]));
    }

    private static Value TextOrNull(string? text) => text is null ? Value.Null.Instance : new Value.Text(text);
}
