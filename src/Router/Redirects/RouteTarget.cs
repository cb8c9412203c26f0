namespace Sundog.Routing;

/// <summary>Where a whole route that redirects or proxies leads a path. Without a path of its own the target keeps the request's;
/// with one, that takes the place of the route's path.</summary>
internal static class RouteTarget
{
    /// <summary>The target's origin, and the path and query to ask it for.</summary>
    public static (string Origin, string Target) Of(RoutedUrl route, RequestPath request)
    {
        var to = route.To!;
        var authority = to.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        var slash = to.IndexOf('/', authority);
        var (origin, ownPath) = slash < 0 ? (to, "") : (to[..slash], to[slash..]);

        var sent = request.RawPath.StartsWith(route.Path, StringComparison.Ordinal) ? request.RawPath : UrlText.Encode(request.Path);
        if (ownPath.Length == 0) return (origin, sent + request.Query);

        var rest = sent.Length > route.Path.Length ? sent[route.Path.Length..] : "";
        var path = rest.Length == 0 ? ownPath : $"{ownPath.TrimEnd('/')}/{rest}";
        return (origin, path + request.Query);
    }
}
