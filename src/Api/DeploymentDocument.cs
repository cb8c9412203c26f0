using System.Text;
using System.Text.Json.Nodes;
using Sundog.Configuration;
using Sundog.Deployments;
using Sundog.Planning;

namespace Sundog.Api;

/// <summary>A deployment as the platform's API shows it: <c>webapps</c>, <c>workers</c>, <c>services</c> and <c>routes</c> by their names.</summary>
internal static class DeploymentDocument
{
    public static JsonObject Of(string self, DeploymentRecord deployment, ProjectConfiguration configuration)
    {
        var instances = configuration.Applications.Values.SelectMany(application => application.Instances.Select(instance => (application, instance))).ToList();
        return new JsonObject
        {
            ["id"] = "current",
            ["number"] = deployment.Number,
            ["created_at"] = Hal.Time(deployment.CreatedAt),
            ["webapps"] = new JsonObject(instances.Where(pair => pair.instance.Worker is null).Select(pair =>
                Named(pair.instance.FullName, Instance(deployment.Plan, pair.application, pair.instance)))),
            ["workers"] = new JsonObject(instances.Where(pair => pair.instance.Worker is not null).Select(pair =>
                Named(pair.instance.FullName, Worker(deployment.Plan, pair.application, pair.instance)))),
            ["services"] = new JsonObject(configuration.Services.Values.Select(service =>
                Named(service.Name, Sized(deployment.Plan, service.Name, ResolvedConfiguration.Of(service))))),
            ["routes"] = Routes(deployment.Plan),
            ["_links"] = Hal.Links(("self", self)),
        };
    }

    private static JsonObject Instance(Plan plan, Application application, InstanceDefinition instance) =>
        Sized(plan, instance.FullName, ResolvedConfiguration.Of(application, instance));

    private static JsonObject Worker(Plan plan, Application application, InstanceDefinition instance)
    {
        var document = Instance(plan, application, instance);
        document["worker"] = new JsonObject { ["commands"] = document["commands"]!.DeepClone() };
        return document;
    }

    private static JsonObject Sized(Plan plan, string name, Value resolved)
    {
        var document = (JsonObject)JsonNode.Parse(resolved.ToJson())!;
        var copies = plan.Instances.Where(instance => instance.Name.Container == name).ToList();
        var volumes = plan.Instances.SelectMany(instance => instance.Mounts).Where(mount => mount.Volume is { Source: MountSource.Storage } volume && volume.Owner == name);
        document["name"] = name;
        document["size"] = copies.FirstOrDefault()?.Limits.Cpu;
        document["instance_count"] = copies.Count;
        document["disk"] = volumes.FirstOrDefault() is { } mount ? mount.Disk ?? ContainerSize.DefaultDisk : null;
        return document;
    }

    // What every web is told of its project's routes, the addresses of this machine included.
    private static JsonNode Routes(Plan plan) =>
        plan.Instances.FirstOrDefault(instance => instance.Kind == InstanceKind.Web)?.Environment.TryGetValue("PLATFORM_ROUTES", out var routes) == true
            ? JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(routes)))!
            : new JsonObject();

    private static KeyValuePair<string, JsonNode?> Named(string name, JsonObject document) => new(name, document);
}
