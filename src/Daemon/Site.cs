using System.Net;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Routing;
using Sundog.Runtime;

namespace Sundog.Daemon;

/// <summary>An environment as requests meet it: its router, its web instances, and their ports 80 where cables of relationships lead.</summary>
internal sealed class Site(IRuntime runtime, EnvironmentName environment, Router router)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // As long as a command is given to end by itself: everybody waits meanwhile.
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(15);

    // Nobody waits but the deployment.
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(30);

    private List<WebInstance> _instances = [];
    private List<WebPort> _ports = [];
    private List<WebInstance> _left = [];
    private List<WebPort> _leftPorts = [];

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => router.Endpoint!;

    /// <summary>Leads requests to a plan's web instances, from one instant on.</summary>
    /// <exception cref="RoutingException">An expression is none; the ones before stay.</exception>
    public async Task OpenAsync(ProjectConfiguration configuration, Plan plan, int port)
    {
        var instances = plan.Instances.Where(instance => instance.Kind == InstanceKind.Web).Select(instance =>
        {
            var server = configuration.Applications[instance.Application!].WebServer;
            return _instances.FirstOrDefault(known => known.IsStill(instance, server)) ?? new WebInstance(runtime, environment, instance, server);
        }).ToList();

        // The ports first: a cable may lead to a new instance from the next instant on.
        await OpenPortsAsync(plan, instances).ConfigureAwait(false);
        try
        {
            router.Update(
                RoutingTable.From(configuration, port),
                instances.GroupBy(instance => instance.Application).ToDictionary(group => group.Key, group => (IReadOnlyList<IWebInstance>)[.. group]));
        }
        finally
        {
            _left.AddRange(_instances.Except(instances));
            _instances = instances;
        }
    }

    /// <summary>Keeps requests waiting; returns when those that had begun have ended, or after a bound.</summary>
    public Task HoldAsync()
    {
        router.Hold();
        return Task.WhenAll(_instances.Select(instance => router.DrainAsync(instance, s_hold)));
    }

    /// <summary>Leads on the requests that wait.</summary>
    public void Release() => router.Release();

    /// <summary>Waits, with a bound, until the instances that are not led to any more have answered what they had begun.</summary>
    public async Task DrainAsync()
    {
        var (left, ports) = (_left, _leftPorts);
        (_left, _leftPorts) = ([], []);
        await Task.WhenAll([
            .. left.Select(instance => router.DrainAsync(instance, s_drain)),
            .. ports.Select(port => port.DisposeAsync().AsTask())]).ConfigureAwait(false);
        _ = ForgetAsync(left);
    }

    /// <summary>Listens no more.</summary>
    public async Task CloseAsync()
    {
        await Task.WhenAll(_ports.Concat(_leftPorts).Select(port => port.DisposeAsync().AsTask())).ConfigureAwait(false);
        await router.StopAsync(s_patience).ConfigureAwait(false);
        await router.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_instances.Concat(_left).Select(instance => instance.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    // Ports of the web instances that cables of relationships lead into.
    private async Task OpenPortsAsync(Plan plan, List<WebInstance> instances)
    {
        var wanted = instances.Where(instance => plan.Cables.Any(cable => cable.Server == instance.Place.Anywhere && !cable.IsBetweenPeers)).ToList();
        var kept = _ports.Where(port => wanted.Contains(port.Instance)).ToList();
        var going = _ports.Except(kept).ToList();

        // A port is one listener's: where the next one is at the same place, the one before closes first.
        var inTheWay = going.Where(port => wanted.Any(instance => instance.Place == port.Instance.Place)).ToList();
        await Task.WhenAll(inTheWay.Select(port => port.DisposeAsync().AsTask())).ConfigureAwait(false);
        var opened = await Task.WhenAll(wanted.Except(kept.Select(port => port.Instance))
            .Select(instance => WebPort.OpenAsync(runtime, environment, instance))).ConfigureAwait(false);
        _leftPorts.AddRange(going.Except(inTheWay));
        _ports = [.. kept, .. opened];
    }

    // What is still open there, as WebSockets, ends with the container.
    private static async Task ForgetAsync(IEnumerable<WebInstance> instances)
    {
        foreach (var instance in instances)
        {
            await Task.WhenAny(instance.Ended, Task.Delay(s_drain)).ConfigureAwait(false);
            await instance.DisposeAsync().ConfigureAwait(false);
        }
    }
}
