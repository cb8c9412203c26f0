using Sundog.Building;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>Puts together what a plan follows from: the configuration, the sources, and what the database knows of the environment.</summary>
internal sealed class PlanMaker(IRouting routing, Builder builder, Func<bool, ImageSettings> images)
{
    /// <summary>The plan of the working directory as it is.</summary>
    public Plan OfDirectory(Session session, Project project, ProjectEnvironment environment, ProjectConfiguration configuration, IConfigurationFiles files) =>
        Make(session, project, environment, configuration, files, application => SourceTree.Open(project.Directory, application.SourceRoot).Describe());

    /// <summary>The plan of what is deployed, with what the database says now.</summary>
    public Plan OfDeployment(Session session, Project project, ProjectEnvironment environment, ProjectConfiguration configuration, DeploymentRecord deployment) =>
        Make(session, project, environment, configuration, new SnapshotFiles(deployment.Files), application => builder.Describe(deployment.Plan.Builds.First(build => build.Application == application.Name)));

    private Plan Make(
        Session session, Project project, ProjectEnvironment environment, ProjectConfiguration configuration, IConfigurationFiles files, Func<Application, ApplicationSource> source)
    {
        var (plan, numbers) = Planner.Plan(new PlanRequest
        {
            Configuration = configuration,
            Environment = new EnvironmentSettings(environment.Name, environment.Branch, environment.Type, project.Entropy),
            Sources = configuration.Applications.ToMap(entry => entry.Key, entry => source(entry.Value)),
            CableNumbers = session.CableNumbers(environment),
            Variables = session.EffectiveVariables(environment.Name).Select(variable => variable.ToExternal()).ToSequence(),
            Sizes = session.SizesOf(environment),
            Images = images(session.UsesImages(environment)),
            Routes = routing.Describe(configuration, environment.Port),
            Archive = directory => PackedDirectory.Of(files, directory),
            Secret = (service, name) => session.Secret(environment, service, name),
        });
        session.KeepCableNumbers(environment, numbers);
        return plan;
    }
}
