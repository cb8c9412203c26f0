using System.Collections.Concurrent;
using System.Net;
using Sundog.Configuration;
using Sundog.Deployments;
using Sundog.Planning;
using Sundog.Routing;
using Sundog.Runtime;

namespace Sundog.Daemon;

/// <summary>Puts a router before each environment.</summary>
internal sealed class RouterRouting(IRuntime runtime, ListeningSockets sockets) : IRouting, IAsyncDisposable
{
    private readonly ConcurrentDictionary<EnvironmentName, Site> _sites = new();

    public Value Describe(ProjectConfiguration configuration, int port)
    {
        var table = RoutingTable.From(configuration, port);
        try
        {
            Router.Check(table);
        }
        catch (RoutingException exception)
        {
            throw new DeploymentException(exception.Message);
        }

        return PlatformRoutes.Of(table);
    }

    public async Task OpenAsync(ProjectEnvironment environment, ProjectConfiguration configuration, Plan plan)
    {
        try
        {
            if (_sites.TryGetValue(environment.Name, out var site))
            {
                await site.OpenAsync(configuration, plan, environment.Port).ConfigureAwait(false);
                return;
            }

            // Whoever waits at a socket of the daemon before is let in when there are routes.
            var router = new Router(new RouterOptions { Bind = sockets.Open });
            site = new Site(runtime, environment.Name, router);
            try
            {
                await site.OpenAsync(configuration, plan, environment.Port).ConfigureAwait(false);
                await router.StartAsync(new IPEndPoint(IPAddress.Loopback, environment.Port)).ConfigureAwait(false);
            }
            catch
            {
                await site.CloseAsync().ConfigureAwait(false);
                throw;
            }

            _sites[environment.Name] = site;
        }
        catch (RoutingException exception)
        {
            throw new DeploymentException(exception.Message);
        }
    }

    public Task DrainAsync(EnvironmentName environment) => _sites.TryGetValue(environment, out var site) ? site.DrainAsync() : Task.CompletedTask;

    public Task HoldAsync(EnvironmentName environment) => _sites.TryGetValue(environment, out var site) ? site.HoldAsync() : Task.CompletedTask;

    public void Release(EnvironmentName environment)
    {
        if (_sites.TryGetValue(environment, out var site))
        {
            site.Release();
        }
    }

    public async Task CloseAsync(EnvironmentName environment)
    {
        if (_sites.TryRemove(environment, out var site))
        {
            sockets.Close(site.Endpoint);
            await site.CloseAsync().ConfigureAwait(false);
        }
    }

    // The next daemon goes on where this one listened, if somebody holds the sockets.
    public async ValueTask DisposeAsync() => await Task.WhenAll(_sites.Values.Select(site => site.CloseAsync())).ConfigureAwait(false);
}
