using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>What the router tells an application about the request that it got. Nothing stands in front of it that could be trusted,
/// so a client's own headers of these names are replaced.</summary>
internal static class ForwardedHeaders
{
    public static void Set(HttpContext context, RoutedUrl route)
    {
        var headers = context.Request.Headers;
        var client = context.ClientAddress().ToString();
        headers["X-Client-IP"] = client;
        headers["X-Forwarded-For"] = client;
        headers["X-Forwarded-Host"] = context.Request.Host.Value;
        headers["X-Forwarded-Port"] = $"{route.Port}";
        headers["X-Forwarded-Proto"] = "http";
        headers["X-Original-Route"] = route.Route.OriginalUrl;
        headers.Remove("X-Client-SSL");
        headers.Remove("Forwarded");
    }
}
