using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>After a start of the daemon: ends what was cut off, and makes run what shall run.</summary>
internal sealed class Reconciliation(
    Database database, IRuntime runtime, ActivityQueue queue, Deploy deploy, Action<ProjectEnvironment> schedule, TimeProvider time)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>Does it once for each environment. One that cannot be made to run now, as when the disk is full, is tried again until it runs or shall
    /// not any more.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        foreach (var activity in database.Do(session => session.OpenActivities()))
        {
            await EndAsync(activity, ending).ConfigureAwait(false);
        }

        foreach (var environment in database.Do(session => session.AllEnvironments()))
        {
            if (!await TryAsync(environment.Name, ending).ConfigureAwait(false))
            {
                _ = TryAgainAsync(environment.Name, ending);
            }
        }
    }

    // What an activity had started in an instance goes on without the daemon; a cron would run twice when it is due again.
    private async Task EndAsync(Activity activity, CancellationToken ending)
    {
        database.Do(session =>
        {
            var now = time.GetUtcNow();
            var next = session.LogOf(activity, 0).Count;
            session.Log(activity, new LogLine(next, now, "The daemon ended during this activity; what was begun is finished or undone by the next one"));
            session.Complete(activity, success: false, isCancelled: false, now);
        });
        await queue.RunQuietlyAsync(activity.Environment, () => Task.WhenAll(runtime.Running(activity.Environment).Select(instance =>
            runtime.EndAsync(activity.Environment, instance.Name, activity.Id, instance.Grace, ending)))).ConfigureAwait(false);
    }

    private Task<bool> TryAsync(EnvironmentName name, CancellationToken ending) => queue.RunQuietlyAsync(name, async () =>
    {
        if (database.Do(session => session.FindEnvironment(name)) is { IsWanted: true } environment
            && database.Do(session => session.CurrentDeployment(environment)) is { } deployment)
        {
            schedule(environment);
            await deploy.Rollout(log: null).RunAsync(environment, deployment, restart: false, ending).ConfigureAwait(false);
        }
    });

    private async Task TryAgainAsync(EnvironmentName name, CancellationToken ending)
    {
        for (var pause = s_shortest; !ending.IsCancellationRequested; pause = pause * 2 < s_longest ? pause * 2 : s_longest)
        {
            await Task.Delay(pause, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!ending.IsCancellationRequested && await TryAsync(name, ending).ConfigureAwait(false))
            {
                return;
            }
        }
    }
}
