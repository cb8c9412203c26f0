using Sundog.Building;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>From a working directory to a deployment that runs: read, plan, build, roll out.</summary>
internal sealed class Push(Database database, IRuntime runtime, Builder builder, PlanMaker plans, Deploy deploy)
{
    public async Task RunAsync(Project project, ProjectEnvironment environment, PushOptions options, ActivityLog log, Cancellation cancelled, CancellationToken cancellation)
    {
        using var building = CancellationTokenSource.CreateLinkedTokenSource(cancelled.Token, cancellation);
        var files = new RecordingFiles(new DirectoryFiles(project.Directory));
        var configuration = ConfigurationStep.Read(files, options.Lenient, log);
        FaultPoint.Reach("configuration-read");
        var plan = database.Do(session =>
        {
            session.InitialiseSizes(environment, configuration, options.Init);
            return plans.OfDirectory(session, project, environment, configuration, files);
        });
        FaultPoint.Reach("plan-made");
        await ImageStep.RunAsync(runtime, plan, log, building.Token).ConfigureAwait(false);
        foreach (var build in plan.Builds)
        {
            await builder.MakeAsync(environment.Name, environment.User, project.Directory, build, log.Write, building.Token).ConfigureAwait(false);
        }

        FaultPoint.Reach("builds-made");
        building.Token.ThrowIfCancellationRequested();
        cancelled.Forbid();
        await deploy.RunAsync(environment, plan, files.ToJson(), log, cancellation).ConfigureAwait(false);
    }

    /// <summary>What a push would do, without doing it.</summary>
    public PlanDifference Preview(Project project, ProjectEnvironment environment, PushOptions options, IReadOnlyList<InstancePlan> running, ActivityLog log)
    {
        var files = new DirectoryFiles(project.Directory);
        var configuration = ConfigurationStep.Read(files, options.Lenient, log);
        return PlanDifference.Between(running, database.Do(session => plans.OfDirectory(session, project, environment, configuration, files)));
    }
}
