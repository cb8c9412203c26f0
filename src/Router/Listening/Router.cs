using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>The router of one environment: a listener, the routes behind it, and the instances behind those.</summary>
public sealed class Router(RouterOptions options) : IAsyncDisposable
{
    private readonly HoldGate _gate = new(options.HoldPatience, options.Time);
    private readonly RouteServer _routes = new(options.Time);
    private readonly Lock _updating = new();
    private readonly Dictionary<IWebInstance, Backend> _backends = new(ReferenceEqualityComparer.Instance);
    private WebListener? _listener;

    /// <summary>Where it listens, with the port that was chosen; null before <see cref="StartAsync"/>.</summary>
    public IPEndPoint? Endpoint { get; private set; }

    /// <summary>Listens. Until the first <see cref="Update"/> every request gets 404; <see cref="Hold"/> before the start lets them wait instead.</summary>
    /// <param name="endpoint">A loopback address unless the user wants it otherwise; port 0 chooses a free one. With 127.0.0.1 it also
    /// listens on ::1 where that can be had, for either may be what a client takes <c>localhost</c> for.</param>
    /// <exception cref="RoutingException">The address cannot be listened on.</exception>
    public Task StartAsync(IPEndPoint endpoint)
    {
        var socket = Bind(endpoint);
        Endpoint = (IPEndPoint)socket.LocalEndPoint!;
        List<Socket> sockets = [socket];
        if (endpoint.Address.Equals(IPAddress.Loopback) && TryBind(new IPEndPoint(IPAddress.IPv6Loopback, Endpoint.Port)) is { } second) sockets.Add(second);
        _listener = WebListener.Start(sockets, ServeAsync);
        return Task.CompletedTask;
    }

    /// <summary>Looks for faults in what <see cref="Update"/> would take.</summary>
    /// <exception cref="RoutingException">A rule's expression is none.</exception>
    public static void Check(RoutingTable table)
    {
        foreach (var server in table.Servers) _ = new LocationTable(server.Key, server.Value);
        _ = new Snapshot(table, new Dictionary<string, SnapshotUpstream>(), TimeProvider.System);
    }

    /// <summary>Swaps routes and instances at once. A request that has begun ends on what it began with; the next one sees the new table.</summary>
    /// <param name="table">The routes.</param>
    /// <param name="instances">The running instances by application or service; an upstream without any is answered with 503.</param>
    /// <exception cref="RoutingException">A rule's expression is none; the old table stays in force.</exception>
    public void Update(RoutingTable table, IReadOnlyDictionary<string, IReadOnlyList<IWebInstance>> instances)
    {
        lock (_updating)
        {
            var locations = table.Servers.ToDictionary(server => server.Key, server => new LocationTable(server.Key, server.Value));
            var upstreams = instances.ToDictionary(
                upstream => upstream.Key,
                upstream => new SnapshotUpstream(
                    locations.GetValueOrDefault(upstream.Key) ?? LocationTable.PassAll(upstream.Key),
                    [.. upstream.Value.Select(BackendOf)]));

            _routes.Current = new Snapshot(table, upstreams, options.Time);

            var kept = _routes.Current.Backends.ToHashSet();
            foreach (var (instance, backend) in _backends.Where(entry => !kept.Contains(entry.Value)).ToList())
            {
                backend.Retire();
                // One that is still answering stays known, so that it can be waited for.
                if (backend.Unanswered.WhenIdle().IsCompleted) _backends.Remove(instance);
            }
        }
    }

    /// <summary>From now on GET, HEAD, PUT, DELETE and OPTIONS wait, the other methods get 503. A request that has begun goes on.</summary>
    public void Hold() => _gate.Close();

    /// <summary>Lets the held requests through.</summary>
    public void Release() => _gate.Open();

    /// <summary>Waits until an instance answers no request any more; a WebSocket was answered when it was opened. Take the instance out of the table
    /// first, or hold the requests.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="bound">How long to wait at most; streams may never end.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>False when requests are still under way after the bound.</returns>
    public async Task<bool> DrainAsync(IWebInstance instance, TimeSpan bound, CancellationToken cancellation = default)
    {
        Backend? backend;
        lock (_updating) _backends.TryGetValue(instance, out backend);
        if (backend is null) return true;

        try
        {
            await backend.Unanswered.WhenIdle().WaitAsync(bound, options.Time, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }

        lock (_updating)
            if (!_routes.Current.Backends.Contains(backend)) _backends.Remove(instance);
        return true;
    }

    /// <summary>Takes no more connections, lets the held requests through and waits for those under way; after the bound they are broken off.</summary>
    public async Task StopAsync(TimeSpan bound)
    {
        _gate.Open();
        if (_listener is not null) await _listener.StopAsync(bound);
        Update(RoutingTable.Empty, new Dictionary<string, IReadOnlyList<IWebInstance>>());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        if (_listener is not null) await _listener.DisposeAsync();
        _routes.Dispose();
    }

    private Socket Bind(IPEndPoint endpoint)
    {
        try
        {
            return options.Bind is { } bind ? bind(endpoint) : BindNew(endpoint);
        }
        catch (SocketException fault)
        {
            throw new RoutingException(
                fault.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"{endpoint} is in use by another program; choose another port"
                    : $"cannot listen on {endpoint}: {fault.Message}",
                fault);
        }
    }

    private static Socket BindNew(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Socket? TryBind(IPEndPoint endpoint)
    {
        try
        {
            return Bind(endpoint);
        }
        catch (RoutingException)
        {
            return null; // a machine without IPv6
        }
    }

    private Backend BackendOf(IWebInstance instance)
    {
        if (_backends.TryGetValue(instance, out var known) && !known.Requests.IsClosed) return known;
        return _backends[instance] = new Backend(instance);
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (RequestPath.Parse(context.Request.RawTarget()) is not { } path)
        {
            await ErrorPage.SendAsync(context, 400, "The address is not a path below /.");
            return;
        }

        while (await _gate.PassAsync(context.Request.Method, context.RequestAborted))
            if (await _routes.TryServeAsync(context, path, _gate)) return;

        context.Response.Headers.RetryAfter = "5";
        await ErrorPage.SendAsync(context, 503, "A deployment is under way; try again in a few seconds.");
    }
}
