namespace Sundog.Configuration;

/// <summary>What a check of the whole project sees.</summary>
/// <param name="Project">The records.</param>
/// <param name="Document">The document they were read from.</param>
/// <param name="Files">The repository's files.</param>
/// <param name="Faults">Where faults go.</param>
internal sealed record Checked(ProjectConfiguration Project, MappingNode Document, IConfigurationFiles Files, Faults Faults)
{
    /// <summary>The application or service names.</summary>
    public IEnumerable<string> Targets => Project.Services.Keys.Concat(Project.Applications.Keys);

    /// <summary>The worker that a name means, short or full; null when there is none.</summary>
    public InstanceDefinition? WorkerNamed(string name) =>
        Project.Applications.Values.SelectMany(application => application.Workers.Values)
            .FirstOrDefault(worker => worker.Worker == name || worker.FullName == name);

    /// <summary>Whether a name is written somewhere, though perhaps so wrongly that no record came of it.</summary>
    public bool Declares(string name) =>
        Document.Mapping("services")?.Find(name) is not null || Document.Mapping("applications")?.Find(name) is not null;

    public Place PlaceOf(
        Application application, params ReadOnlySpan<string> keys) => Document.PlaceOf(["applications", application.Name, .. keys]);

    public MappingNode? MappingOf(InstanceDefinition instance) => instance.Worker is { } worker
        ? Document.At("applications", instance.Application, "workers", worker)
        : Document.At("applications", instance.Application, "web");
}

/// <summary>The checks that need more than one key to be looked at.</summary>
internal static class ProjectChecks
{
    public static void Run(Checked project)
    {
        NameChecks.Run(project);
        TypeChecks.Run(project);
        ServiceChecks.Run(project);
        RelationshipChecks.Run(project);
        CronChecks.Run(project);
        RouteChecks.Run(project);
        WebChecks.Run(project);
        foreach (var instance in project.Project.Applications.Values.SelectMany(application => application.Instances))
        {
            MountChecks.Run(project, instance);
            InstanceChecks.Run(project, instance);
        }
    }
}
