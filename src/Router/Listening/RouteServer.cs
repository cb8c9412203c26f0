using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>Answers requests by the current snapshot's routes.</summary>
internal sealed class RouteServer(TimeProvider time) : IDisposable
{
    private readonly HttpMessageInvoker _outside = new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        UseCookies = false,
    });

    private volatile Snapshot _current =
        new(RoutingTable.Empty, new Dictionary<string, SnapshotUpstream>(), time);

    public Snapshot Current { get => _current; set => _current = value; }

    public void Dispose() => _outside.Dispose();

    /// <summary>Answers a request that has passed the gate; false when the gate was closed before an instance began with it.</summary>
    public async Task<bool> TryServeAsync(HttpContext context, RequestPath path, HoldGate gate)
    {
        while (!gate.IsClosed)
        {
            var snapshot = Current;
            if (snapshot.Table.Find(context.Request.Host.Host, path.Path) is not { } route)
            {
                await ErrorPage.SendAsync(context, 404, $"No route of this environment answers {context.Request.Host.Host}{path.Path}.");
                return true;
            }

            if (await TryServeAsync(context, path, snapshot, route, gate)) return true;
            // The instance was taken out of the table between the look at the table and the entry: look again.
        }

        return false;
    }

    private async Task<bool> TryServeAsync(HttpContext context, RequestPath path, Snapshot snapshot, RoutedUrl route, HoldGate gate)
    {
        if (snapshot.Redirect(route, path) is { } redirection)
        {
            redirection.Send(context.Response);
            return true;
        }

        switch (route.Route.Type)
        {
            case "redirect":
                var (origin, target) = RouteTarget.Of(route, path);
                new Redirection(origin + target, StatusCodes.Status301MovedPermanently, null).Send(context.Response);
                return true;
            case "proxy":
                await ProxyAsync(context, path, route);
                return true;
            default:
                return await TryServeUpstreamAsync(context, path, snapshot, route, gate);
        }
    }

    private async Task ProxyAsync(HttpContext context, RequestPath path, RoutedUrl route)
    {
        ForwardedHeaders.Set(context, route);
        var (origin, target) = RouteTarget.Of(route, path);
        if (await Forwarding.ToOutsideAsync(context, _outside, origin, target) is { } fault)
            await ErrorPage.SendAsync(context, 502, $"{origin}, where this route leads, does not answer: {fault.GetBaseException().Message}");
    }

    private static async Task<bool> TryServeUpstreamAsync(HttpContext context, RequestPath path, Snapshot snapshot, RoutedUrl route, HoldGate gate)
    {
        var terms = snapshot.CacheTermsOf(route);
        var key = terms.KeyOf(context.Request);
        if (await snapshot.Cache.TrySendAsync(context, key)) return true;

        var name = route.Route.Upstream ?? "";
        var upstream = snapshot.Upstreams.GetValueOrDefault(name);
        if (upstream?.Choose(route.Route.Sticky ? context.ClientAddress().ToString() : null) is not { } backend)
        {
            await ErrorPage.SendAsync(context, 503, $"No instance of {name} is running; see sundog ps");
            return true;
        }

        using var turn = Turn.TryTake(context, backend);
        // Whoever closed the gate waits for those that have begun: this one may have passed the gate without being seen to begin.
        if (turn is null || gate.IsClosed) return false;
        ForwardedHeaders.Set(context, route);
        await snapshot.Cache.KeepAsync(context, terms, key, () => new LocationServer(context, upstream.Locations, backend).ServeAsync(path));
        return true;
    }
}
