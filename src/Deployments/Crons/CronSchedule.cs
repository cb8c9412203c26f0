using System.Collections.Concurrent;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>Starts crons when their time comes.</summary>
/// <param name="time">The clock.</param>
/// <param name="settled">Up to when nothing is to be made up for: the last run of a cron, or the deployment that brought it.</param>
/// <param name="start">Starts one.</param>
internal sealed class CronSchedule(TimeProvider time, Func<ScheduledCron, DateTimeOffset> settled, Action<ScheduledCron> start) : IDisposable
{
    private readonly ConcurrentDictionary<EnvironmentName, CancellationTokenSource> _kept = new();

    /// <summary>The crons of an environment: those of applications that have a web instance.</summary>
    public static IEnumerable<ScheduledCron> Of(EnvironmentName environment, ProjectConfiguration configuration) =>
        configuration.Applications.Values.Where(application => application.HasWeb).SelectMany(application =>
            application.Crons.Values.Select(cron => new ScheduledCron(environment, application.Name, cron)));

    /// <summary>Runs the crons of a configuration from now on.</summary>
    public void Keep(EnvironmentName environment, ProjectConfiguration configuration)
    {
        Forget(environment);
        var ending = _kept[environment] = new CancellationTokenSource();
        foreach (var cron in Of(environment, configuration))
        {
            _ = KeepAsync(cron, ending.Token);
        }
    }

    /// <summary>Runs no crons of the environment any more; one that runs goes on.</summary>
    public void Forget(EnvironmentName environment)
    {
        if (_kept.TryRemove(environment, out var ending))
        {
            ending.Cancel();
            ending.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var environment in _kept.Keys)
        {
            Forget(environment);
        }
    }

    private async Task KeepAsync(ScheduledCron cron, CancellationToken cancellation)
    {
        try
        {
            var pace = new CronPace(cron.Next, settled(cron));
            while (pace.Look(time.GetUtcNow()) is (var isDue, { } pause))
            {
                if (isDue)
                {
                    start(cron);
                }
                else
                {
                    await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Forgotten.
        }
        catch (DeploymentException)
        {
            // The environment is gone; so is the cron.
        }
    }
}
