namespace Sundog.Configuration;

/// <summary>Reads the files of <c>.upsun</c>: text to records, with every fault named. It never throws on what the files say.</summary>
public static class ConfigurationReader
{
    /// <summary>Reads a project.</summary>
    /// <param name="files">The repository's files.</param>
    /// <param name="options">How strictly to read.</param>
    public static ReadResult Read(IConfigurationFiles files, ReadOptions? options = null)
    {
        options ??= ReadOptions.Default;
        var faults = new Faults();
        var sources = new SourceFiles(files);
        var document = new ProjectFiles(sources, options, faults).Read();
        if (document is null)
            return new(null, faults.InOrder(), sources.Texts, null);

        var names = NamesOf(document, options);
        new ShapeChecker(names, faults).Check(document);
        document = Normalise(document, names);
        var configuration = Resolve(document);
        ProjectChecks.Run(new(configuration, document, files, faults));
        return new(faults.HasErrors ? null : configuration, faults.InOrder(), sources.Texts, document);
    }

    private static ProjectNames NamesOf(MappingNode document, ReadOptions options) => new(
        document.Entries("applications").Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal),
        document.Entries("services").Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal),
        options.Lenient);

    private static MappingNode Normalise(MappingNode document, ProjectNames names) => document.With(
        [.. document.Entries.Select(entry => entry is { Key: "applications", Value: MappingNode applications }
            ? entry with
            {
                Value = applications.With([.. applications.Entries.Where(Named).Select(application => application.Value is MappingNode mapping
                    ? application with { Value = Normalisation.Application(mapping, names) }
                    : application)]),
            }
            : entry)]);

    private static ProjectConfiguration Resolve(MappingNode document)
    {
        var services = document.Entries("services").Where(Named).Select(ServiceReader.Read).OfType<Service>().ToMap(
            service => service.Name, service => service);
        services = services.Values.ToMap(
            service => service.Name,
            service => service with { Relationships = Endpoints.Fill(service.Relationships, services) });
        var applications = document.Entries("applications").Where(entry => entry.Value is MappingNode)
            .Select(entry => ApplicationReader.Read(entry.Key, (MappingNode)entry.Value, entry.Place))
            .ToMap(application => application.Name, application => application with
            {
                Web = Fill(application.Web, services),
                Workers = application.Workers.ToMap(worker => worker.Key, worker => Fill(worker.Value, services)),
            });
        var routes = document.Mapping("routes")?.Entries.Where(Named).Select(RouteReader.Read).OfType<Route>().ToSequence();
        return new(applications, services, routes is null ? null : RouteReader.WithPrimary(routes));
    }

    private static InstanceDefinition Fill(InstanceDefinition instance, Map<Service> services) =>
        instance with { Relationships = Endpoints.Fill(instance.Relationships, services) };

    private static bool Named(Entry entry) => !entry.Key.StartsWith('.');
}
