using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sundog.Routing;

/// <summary>The Kestrel that speaks HTTP for all listeners of the process. Each Kestrel has a thread that wakes every second; of a hundred
/// listeners that would be a hundred. So there is one, and while nobody is connected there is none.</summary>
#pragma warning disable CA1001 // it lives as long as the process
internal sealed class SharedServer
#pragma warning restore CA1001
{
    private readonly Lock _sync = new();
    private readonly TimeSpan _patience;
    private readonly Timer _idle;
    private Running? _running;
    private int _connections;

    /// <param name="patience">How long it goes on without a connection.</param>
    public SharedServer(TimeSpan patience) => (_patience, _idle) = (patience, new Timer(_ => EndIfIdle()));

    /// <summary>The one of the process.</summary>
    public static SharedServer Instance { get; } = new(TimeSpan.FromSeconds(10));

    /// <summary>Whether a Kestrel runs.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_sync) return _running is not null;
        }
    }

    /// <summary>Speaks HTTP over a connection that a listener has accepted.</summary>
    public void Serve(ConnectionContext connection)
    {
        lock (_sync)
        {
            _connections++;
            _idle.Change(Timeout.Infinite, Timeout.Infinite);
            _running ??= new Running();
            _running.Serve(connection);
        }

        connection.ConnectionClosed.Register(Leave);
    }

    private void Leave()
    {
        lock (_sync)
            if (--_connections == 0) _idle.Change(_patience, Timeout.InfiniteTimeSpan);
    }

    private void EndIfIdle()
    {
        lock (_sync)
        {
            if (_connections > 0 || _running is null) return;
            _ = _running.EndAsync();
            _running = null;
        }
    }

    /// <summary>One Kestrel from its start to its end; its transport is a queue of accepted connections.</summary>
    private sealed class Running : IConnectionListenerFactory, IConnectionListener, IHttpApplication<HttpContext>
    {
        private readonly Channel<ConnectionContext> _arrivals = Channel.CreateUnbounded<ConnectionContext>();
        private readonly KestrelServer _server;
        private readonly Task _starting;

        public Running()
        {
            var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = Forwarding.Services };
            options.Limits.MaxRequestBodySize = null; // each location has its own
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
            options.Listen(EndPoint, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            _server = new KestrelServer(Options.Create(options), this, NullLoggerFactory.Instance);
            _starting = _server.StartAsync(this, CancellationToken.None);
        }

        /// <summary>Kestrel wants an address; nobody listens there.</summary>
        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

        public void Serve(ConnectionContext connection) => _arrivals.Writer.TryWrite(connection);

        public async Task EndAsync()
        {
            await _starting;
            await _server.StopAsync(CancellationToken.None);
            _server.Dispose();

            // Whoever has nothing to do needs no memory either.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await _arrivals.Reader.WaitToReadAsync(cancellationToken) && _arrivals.Reader.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _arrivals.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();

        public HttpContext CreateContext(IFeatureCollection contextFeatures) =>
            new DefaultHttpContext(contextFeatures) { RequestServices = Forwarding.Services };

        public Task ProcessRequestAsync(HttpContext context) => context.Features.GetRequiredFeature<WebListener>().ServeAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception) => ((DefaultHttpContext)context).Uninitialize();
    }
}
