using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>The web server of one instance on its own port 80, where the applications that have a relationship to it connect.</summary>
public sealed class InstanceListener : IAsyncDisposable
{
    private readonly LocationTable _locations;
    private readonly Backend _backend;
    private readonly WebListener _listener;

    /// <summary>Serves the locations of an instance.</summary>
    /// <param name="socket">A bound or already listening stream socket, made in the instance's network namespace; the listener closes it.</param>
    /// <param name="application">The application's name.</param>
    /// <param name="server">Its web server.</param>
    /// <param name="instance">The instance.</param>
    /// <exception cref="RoutingException">A rule's expression is none.</exception>
    public InstanceListener(Socket socket, string application, WebServer server, IWebInstance instance)
    {
        (_locations, _backend) = (new LocationTable(application, server), new Backend(instance));
        _listener = WebListener.Start([socket], ServeAsync);
    }

    /// <summary>Takes no more connections and waits for the requests under way; after the bound they are broken off.</summary>
    public async Task StopAsync(TimeSpan bound)
    {
        await _listener.StopAsync(bound);
        _backend.Retire();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _backend.Retire();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (RequestPath.Parse(context.Request.RawTarget()) is not { } path)
        {
            await ErrorPage.SendAsync(context, 400, "The address is not a path below /.");
            return;
        }

        if (!_backend.Requests.TryEnter())
        {
            await ErrorPage.SendAsync(context, 503, $"web of {_locations.Application} is being stopped.");
            return;
        }

        try
        {
            await new LocationServer(context, _locations, _backend).ServeAsync(path);
        }
        finally
        {
            _backend.Requests.Leave();
        }
    }
}
