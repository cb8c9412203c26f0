using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Lays the cables between instances that run.</summary>
internal sealed class Wiring(InstanceBundle bundles, Places places, Func<EnvironmentName, InstanceName, int?> pidOf)
{
    /// <summary>The cables at a new instance, before anything runs in it.</summary>
    public async Task LayAsync(Launch launch, CancellationToken cancellation)
    {
        var name = launch.Plan.Name;
        var own = launch.Cables.Where(cable => cable.Client == name.Anywhere).ToList();
        var laid = await ConnectAsync(
            launch.Environment, launch.Cables.Where(cable => cable.Client == name.Anywhere || cable.Server == name.Anywhere), name, cancellation).ConfigureAwait(false);
        if (pidOf(launch.Environment, name) is { } pid && Balance.Text(laid.Where(cable => own.Contains(cable.Cable)), own) is { } rules)
        {
            await Network.RulesAsync(pid, rules).ConfigureAwait(false);
        }
    }

    /// <summary>All cables of a plan.</summary>
    public async Task ArrangeAsync(Plan plan, CancellationToken cancellation)
    {
        var laid = await ConnectAsync(plan.Environment, plan.Cables, special: null, cancellation).ConfigureAwait(false);
        var webs = plan.Instances.Where(instance => instance.Kind == InstanceKind.Web).Select(instance => instance.Name).ToHashSet();
        foreach (var instance in plan.Instances)
        {
            Peers.Update(bundles.PeersFile(plan.Environment, places.Of(plan.Environment, instance.Name)), Peers.Text(instance.Name, laid));

            // Only web has several copies, or another place, behind a relationship.
            var all = plan.CablesFrom(instance.Name).Where(cable => webs.Contains(cable.Server) && !cable.IsBetweenPeers).ToList();
            if (all.Count > 0 && pidOf(plan.Environment, instance.Name) is { } pid)
            {
                var rules = Balance.None + Balance.Text(laid.Where(cable => all.Contains(cable.Cable)), all);
                await Network.RulesAsync(pid, rules).ConfigureAwait(false);
            }
        }
    }

    // Between the current ones, or the one that is to be connected though it is not current yet.
    private async Task<IReadOnlyList<LaidCable>> ConnectAsync(
        EnvironmentName environment, IEnumerable<Cable> cables, InstanceName? special, CancellationToken cancellation)
    {
        var laid = new List<LaidCable>();
        foreach (var cable in cables)
        {
            cancellation.ThrowIfCancellationRequested();
            var (client, server) = (At(cable.Client), At(cable.Server));
            if (pidOf(environment, client) is { } clientPid && pidOf(environment, server) is { } serverPid)
            {
                try
                {
                    await Network.ConnectAsync(cable, (clientPid, client.Place ?? 0), (serverPid, server.Place ?? 0)).ConfigureAwait(false);
                    laid.Add(new LaidCable(cable, server.Place ?? 0));
                }
                catch (Exception) when (!NetworkNamespace.Exists(clientPid) || !NetworkNamespace.Exists(serverPid))
                {
                    // One of them ended meanwhile. Its successor lays the cable when it starts.
                }
            }
        }

        return laid;

        InstanceName At(InstanceName name) => name == special?.Anywhere ? special : places.Of(environment, name);
    }
}
