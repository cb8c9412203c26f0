using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sundog.Routing;

/// <summary>Serves what arrives at given sockets. Many of them live in one process.</summary>
#pragma warning disable CA1001 // a source without a timer holds nothing
public sealed class WebListener : IAsyncDisposable
#pragma warning restore CA1001
{
    private const int Backlog = 512;

    private static readonly TimeSpan s_courtesy = TimeSpan.FromMilliseconds(300);

    private static readonly SocketConnectionContextFactory Transport = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    private readonly IReadOnlyList<Socket> _sockets;
    private readonly RequestDelegate _serve;
    private readonly SharedServer _server;
    private readonly InFlight _requests = new();
    private readonly InFlight _open = new();
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = new(ReferenceEqualityComparer.Instance);
    private readonly CancellationTokenSource _accepting = new();
    private IReadOnlyList<Task> _loops = [];
    private volatile bool _isStopping;

    private WebListener(IReadOnlyList<Socket> sockets, RequestDelegate serve, SharedServer server) =>
        (_sockets, _serve, _server) = (sockets, serve, server);

    /// <summary>Listens on bound sockets, which belong to the listener from now on.</summary>
    public static WebListener Start(IReadOnlyList<Socket> sockets, RequestDelegate serve) => Start(sockets, serve, SharedServer.Instance);

    internal static WebListener Start(IReadOnlyList<Socket> sockets, RequestDelegate serve, SharedServer server)
    {
        var listener = new WebListener(sockets, serve, server);
        foreach (var socket in sockets) socket.Listen(Backlog);
        listener._loops = [.. sockets.Select(listener.AcceptAllAsync)];

        return listener;
    }

    /// <summary>Takes no more connections and waits for the requests under way; after the bound they are broken off.</summary>
    public async Task StopAsync(TimeSpan bound)
    {
        _isStopping = true;

        // No call is under way when a socket is closed: closing breaks such a call off by shutting the socket down, and others may hold it.
        await _accepting.CancelAsync();
        await Task.WhenAll(_loops);
        foreach (var socket in _sockets) socket.Dispose();

        // A client that is at work hears with its next answer that this was the last. Closing its connection between two requests could lose one.
        await _open.WhenIdle().WaitAsync(bound < s_courtesy ? bound : s_courtesy).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _connections.Keys) CloseAfterRequest(connection);

        // The last byte of an answer is sent, and its connection closed, after the end of its request; unless the client closes it before.
        await Task.WhenAll(_requests.WhenIdle(), _open.WhenIdle()).WaitAsync(bound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _connections.Keys) connection.Abort(new ConnectionAbortedException("the listener has stopped"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero);

    /// <summary>Answers one request of one of the listener's connections. Whatever goes wrong concerns this request alone.</summary>
    internal async Task ServeAsync(HttpContext context)
    {
        _requests.TryEnter();
        try
        {
            if (_isStopping) context.Response.Headers.Connection = "close";
            await _serve(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await ErrorPage.SendAsync(context, StatusCodes.Status500InternalServerError, $"The request could not be served: {fault.Message}");
        }
        finally
        {
            _requests.Leave();
        }
    }

    private async Task AcceptAllAsync(Socket socket)
    {
        while (!_isStopping)
        {
            try
            {
                Serve(await socket.AcceptAsync(_accepting.Token));
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The listener is stopping; or the client was gone before it was accepted; or the process has no descriptor left,
                // and others may be closed meanwhile.
                if (!_isStopping) await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private void Serve(Socket accepted)
    {
        if (accepted.ProtocolType == ProtocolType.Tcp) accepted.NoDelay = true;
        var connection = Transport.Create(accepted);
        connection.Features.Set(this);
        _connections[connection] = true;
        _open.TryEnter();
        connection.ConnectionClosed.Register(() =>
        {
            _connections.TryRemove(connection, out _);
            _open.Leave();
        });
        _server.Serve(connection);
    }

    /// <summary>Closes an idle connection at once, another one after its request.</summary>
    private static void CloseAfterRequest(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
}
