using System.Collections.Concurrent;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Starts an instance again whose PID 1 has ended without being asked: the container's own supervisor restarts commands, this
/// restarts containers.</summary>
internal sealed class Keeper(IRuntime runtime, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<EnvironmentName, (CancellationTokenSource Ending, Task Work)> _kept = new();

    /// <summary>Keeps the instances of a plan running from now on.</summary>
    public void Keep(ProjectEnvironment environment, Plan plan, Func<InstancePlan, Launch> launch)
    {
        var ending = new CancellationTokenSource();
        var work = Task.WhenAll(plan.Instances.Select(instance => KeepAsync(environment.Name, launch(instance), ending.Token)));
        _kept[environment.Name] = (ending, work);
    }

    /// <summary>Keeps nothing of the environment any more; returns when it does nothing either. Comes before instances are stopped on purpose.</summary>
    public async Task ForgetAsync(EnvironmentName environment)
    {
        if (_kept.TryRemove(environment, out var kept))
        {
            await kept.Ending.CancelAsync().ConfigureAwait(false);
            await kept.Work.ConfigureAwait(false);
            kept.Ending.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (ending, _) in _kept.Values)
        {
            ending.Cancel();
        }
    }

    private async Task KeepAsync(EnvironmentName environment, Launch launch, CancellationToken cancellation)
    {
        var pause = s_shortest;
        try
        {
            while (true)
            {
                var began = time.GetTimestamp();
                await runtime.WaitEndAsync(environment, launch.Plan.Name).WaitAsync(cancellation).ConfigureAwait(false);
                pause = time.GetElapsedTime(began) > s_longest ? s_shortest : pause;
                try
                {
                    await runtime.StartAsync(launch, cancellation).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // Whatever it is, it is tried again after the pause; `ps` shows the instance as failed meanwhile.
                    await Console.Error.WriteLineAsync($"{environment}: {launch.Plan.Name}: {exception.Message}").ConfigureAwait(false);
                }

                await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
                pause = pause * 2 < s_longest ? pause * 2 : s_longest;
            }
        }
        catch (OperationCanceledException)
        {
            // Forgotten.
        }
    }
}
