using Sundog.Configuration;
using Sundog.Services;

namespace Sundog.Planning;

/// <summary>Plans web and the workers of an application.</summary>
internal sealed class ApplicationInstances(PlanRequest request, Map<ServicePlan> services, IReadOnlyList<Cable> cables, Map<BuildPlan> builds)
{
    /// <summary>One instance.</summary>
    public InstancePlan Plan(Application application, InstanceDefinition definition, InstanceName name)
    {
        var source = request.Sources[application.Name];
        var relationships = Relationships(definition, name);
        var limits = Resources.Of(
            definition.ContainerProfile ?? RuntimeCatalogue.Find(application.Type)?.ContainerProfile ?? "HIGH_CPU",
            request.SizeOf(definition.FullName).Cpu);
        var external = request.Variables.Of(application.Name).Where(variable => variable.IsVisibleAtRuntime).ToList();
        return new InstancePlan
        {
            Name = name,
            Kind = definition.Worker is null ? InstanceKind.Web : InstanceKind.Worker,
            Application = application.Name,
            Type = application.Type,
            Image = request.Images.Of(application.Type),
            Build = builds[application.Name].Id,
            Commands = ShellText.WithEnvironmentScript(
                application.Php is null ? definition.Commands : PhpFiles.Commands(definition.Commands), source.HasEnvironmentScript),
            Directory = PlatformVariables.ApplicationDirectory,
            Environment = Environment(application, definition, source, relationships, external),
            Mounts = definition.Mounts.Values.Select(mount => Mount(definition, name, mount)).ToSequence(),
            Hosts = new([.. Names.Of(request, name, definition.Relationships, cables), .. definition.AdditionalHosts]),
            Files = application.Php is { } php ? PhpFiles.Of(php, definition, source.PhpSettings, external, application.WebServer, limits) : Map<string>.Empty,
            RunConfiguration = RunConfiguration.Of(request, application, definition, limits, relationships),
            Outbound = definition.Outbound,
            HasInternet = true,
            Limits = limits,
        };
    }

    private Map<string> Environment(Application application, InstanceDefinition definition, ApplicationSource source, Value.Mapping relationships, List<ExternalVariable> external)
    {
        // The later of two entries stays: what the file says is the weakest.
        var variables = new List<KeyValuePair<string, string>>();
        if (application.Php is not null)
        {
            variables.Add(PhpFiles.Variable);
        }

        variables.AddRange(UserVariables.Environment(definition.Variables, external));
        variables.AddRange(PlatformVariables.Common(request.Environment, application.Name, source.TreeId));
        variables.AddRange(PlatformVariables.Instance(request.Environment, application, definition, request.Routes, external));
        foreach (var (name, endpoints) in relationships.Entries)
        {
            variables.AddRange(RelationshipObject.Variables(name, (Value.Mapping)((Value.List)endpoints).Items[0]));
        }

        variables.Add(new("PLATFORM_RELATIONSHIPS", PlatformVariables.Base64(relationships)));
        return new(variables);
    }

    private Value.Mapping Relationships(InstanceDefinition definition, InstanceName name) => Documents.Map(
        definition.Relationships,
        relationship => new Value.List([RelationshipObject.Of(EndpointOf(relationship), Target(name, relationship))]));

    private Endpoint EndpointOf(Relationship relationship)
    {
        if (!services.TryGetValue(relationship.Service, out var service))
        {
            return Endpoint.Application;
        }

        return service.EndpointOf(relationship.Endpoint) ?? throw new PlanException(
            $"{relationship.Place}: the service {relationship.Service} has no endpoint {relationship.Endpoint ?? "that is its default"}; it has {string.Join(", ", service.Endpoints.Keys)}");
    }

    private RelationshipTarget Target(InstanceName name, Relationship relationship)
    {
        var type = request.Configuration.Services.TryGetValue(relationship.Service, out var service)
            ? service.Type
            : request.Configuration.Applications[relationship.Service].Type;
        return new RelationshipTarget(
            relationship.Name,
            relationship.Service,
            type.ToString(),
            Names.Long(request, relationship.Service),
            Names.CablesOf(cables, name, relationship).Select(cable => cable.ServerAddress).ToSequence(),
            request.Environment.Name.ToString());
    }

    private MountPlan Mount(InstanceDefinition definition, InstanceName name, Mount mount)
    {
        var target = $"{PlatformVariables.ApplicationDirectory}/{mount.Path}";
        if (mount.Source != MountSource.Storage)
        {
            return new(target, new VolumeName(mount.Source, name.ToString()), mount.SourcePath);
        }

        var owner = mount.Service ?? definition.FullName;
        return new(target, new VolumeName(MountSource.Storage, owner), mount.SourcePath) { Disk = DiskOf(owner) };
    }

    // All who use a volume say the same of it, whoever it belongs to.
    private int DiskOf(string owner) =>
        (services.TryGetValue(owner, out var service) ? service.Disk : null) ?? request.SizeOf(owner).Disk ?? ContainerSize.DefaultDisk;
}
