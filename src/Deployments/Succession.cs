using System.Collections.Concurrent;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Instances that are started beside those from which they take over. Until then the old ones run untouched.</summary>
internal sealed class Succession(IRuntime runtime, EnvironmentName environment, ActivityLog? log)
{
    private readonly ConcurrentQueue<(InstancePlan Plan, InstanceName Successor)> _successors = new();
    private readonly List<InstancePlan> _predecessors = [];

    /// <summary>Starts the new ones and waits until they are ready.</summary>
    /// <exception cref="RuntimeException">One of them is not; none of them is left.</exception>
    public async Task StartAsync(IEnumerable<(InstancePlan Old, Launch New, string Reason)> pairs, Readiness readiness, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(pairs.Select(async pair =>
            {
                log?.Write($"Opening {Shutdown.Describe(pair.New.Plan)}{pair.Reason} beside the one that runs");
                var successor = await runtime.StartBesideAsync(pair.New, cancellation).ConfigureAwait(false);
                _successors.Enqueue((pair.Old, successor));
                await readiness.WaitAsync(pair.New.Plan, successor, cancellation).ConfigureAwait(false);
            })).ConfigureAwait(false);
        }
        catch (RuntimeException)
        {
            await Task.WhenAll(_successors.Select(one => runtime.StopAsync(environment, one.Successor, one.Plan.Grace, cancellation))).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes the new ones those that their names mean; again does no harm.</summary>
    public void TakeOver()
    {
        while (_successors.TryDequeue(out var one))
        {
            _predecessors.Add(one.Plan with { Name = runtime.TakeOver(environment, one.Successor) });
        }
    }

    /// <summary>Stops the old ones from which was taken over.</summary>
    public async Task StopPredecessorsAsync(CancellationToken cancellation)
    {
        var all = _predecessors.ToList();
        _predecessors.Clear();
        await Task.WhenAll(all.Select(old => Shutdown.StopAsync(runtime, environment, old, log, cancellation))).ConfigureAwait(false);
    }
}
