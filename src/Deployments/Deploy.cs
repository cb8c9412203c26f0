using Sundog.Building;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Makes a plan the environment's deployment. One that fails gives way to the one before.</summary>
internal sealed class Deploy(Database database, IRuntime runtime, Builder builder, IRouting routing, Keeper keeper, TimeProvider time)
{
    /// <summary>Records the deployment and rolls it out.</summary>
    /// <exception cref="DeploymentException">It failed; what ran before runs again, or the message says why it does not.</exception>
    public async Task RunAsync(ProjectEnvironment environment, Plan plan, string files, ActivityLog log, CancellationToken cancellation)
    {
        await ImageStep.RunAsync(runtime, plan, log, cancellation).ConfigureAwait(false);
        database.RequireSpace();
        var before = database.Do(session => session.CurrentDeployment(environment));

        // The deploy hook is tied to the code: a deployment of the same builds does not run it again.
        var hooksDone = before is { HooksDone: true } && before.Plan.Builds.Select(build => build.Id).SequenceEqual(plan.Builds.Select(build => build.Id));
        var deployment = database.Do(session =>
        {
            session.Want(environment, true);
            return session.AddDeployment(environment, plan, files, hooksDone, time.GetUtcNow());
        });
        FaultPoint.Reach("deployment-recorded");
        try
        {
            await Rollout(log).RunAsync(environment, deployment, restart: false, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (before is not null && exception is RuntimeException or DeploymentException or IOException)
        {
            log.Write($"The deployment failed: {exception.Message}");
            log.Write("Going back to the previous deployment");
            database.Do(session => session.MakeCurrent(environment, before!));
            await Rollout(log).RunAsync(environment, before!, restart: false, cancellation).ConfigureAwait(false);
            throw new DeploymentException("the previous deployment runs; the new one does not");
        }
    }

    /// <summary>Rolls out a deployment that is recorded.</summary>
    public Rollout Rollout(ActivityLog? log) => new(database, runtime, builder, routing, keeper, time, log);
}
