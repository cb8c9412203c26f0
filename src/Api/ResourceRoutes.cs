using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sundog.Configuration;
using Sundog.Deployments;
using Sundog.Planning;

namespace Sundog.Api;

/// <summary>What the containers of an environment may use, what their mounts hold, and the images of this machine.</summary>
internal sealed class ResourceRoutes(Environments environments)
{
    private const string Environment = "/projects/{project}/environments/{environment}";

    public void Map(WebApplication application)
    {
        application.MapGet(Environment + "/resources", List);
        application.MapPatch(Environment + "/resources", Change);
        application.MapGet(Environment + "/mounts", Mounts);
        application.MapPost(Environment + "/maintenance", Maintain);
        application.MapGet("/images", UsingImages);
        application.MapPost("/images/prune", Prune);
    }

    private Task List(HttpContext context)
    {
        var name = Name(context);
        var environment = environments.Find(name);
        var strategies = environments.Database.Do(session => session.StrategiesOf(environment));
        var plans = environments.Status(name).Select(status => status.Plan).ToList();
        var volumes = plans.SelectMany(plan => plan.Mounts).Where(mount => mount.Volume.Source == MountSource.Storage).DistinctBy(mount => mount.Volume).ToList();
        var containers = plans.GroupBy(plan => plan.Name.Container).ToList();
        return Hal.SendAsync(context, new JsonArray(
        [
            .. containers.Select(copies => (JsonNode?)new JsonObject
            {
                ["name"] = copies.Key,
                ["kind"] = copies.First().Kind.ToString().ToLowerInvariant(),
                ["cpu"] = copies.First().Limits.Cpu,
                ["memory"] = copies.First().Limits.Memory,
                ["count"] = copies.Count(),
                ["disk"] = DiskOf(volumes.FirstOrDefault(mount => mount.Volume.Owner == copies.Key)),
                ["disk_free"] = FreeOf(volumes.FirstOrDefault(mount => mount.Volume.Owner == copies.Key)),
                ["strategy"] = StrategyText.Of(strategies.TryGetValue(copies.Key, out var strategy) ? strategy : StrategyText.DefaultOf(copies.First().Kind)),
            }),

            // Volumes that belong to no instance: network storage.
            .. volumes.Where(mount => containers.All(copies => copies.Key != mount.Volume.Owner)).Select(mount => (JsonNode?)new JsonObject
            {
                ["name"] = mount.Volume.Owner,
                ["kind"] = "storage",
                ["cpu"] = null,
                ["memory"] = null,
                ["count"] = null,
                ["disk"] = DiskOf(mount),
                ["disk_free"] = FreeOf(mount),
                ["strategy"] = null,
            }),
        ]));

        int? DiskOf(MountPlan? mount) => mount is null ? null : mount.Disk ?? ContainerSize.DefaultDisk;

        long? FreeOf(MountPlan? mount) => mount is null ? null : environments.Runtime.Disk(name, mount.Volume, plans) is { Size: not null } disk ? disk.Free : null;
    }

    private async Task Change(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        var activity = environments.Resize(Name(context), Texts("size"), Texts("count"), Texts("disk"), Texts("strategy"));
        await Hal.SendAsync(context, ActivityDocument.Begun(activity), StatusCodes.Status202Accepted).ConfigureAwait(false);

        string[] Texts(string name) =>
            body.RootElement.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
    }

    private Task Mounts(HttpContext context)
    {
        var name = Name(context);
        var mounts = environments.Status(name).SelectMany(status => environments.Runtime.Mounts(name, status.Plan).Select(usage => (JsonNode?)new JsonObject
        {
            ["name"] = status.Plan.Name.Container,
            ["instance"] = status.Plan.Name.Number,
            ["path"] = usage.Mount.Target,
            ["source"] = usage.Source.ToString().ToLowerInvariant(),
            ["volume"] = usage.Mount.Volume.Owner,
            ["source_path"] = usage.Mount.Directory,
            ["used"] = usage.Used,
            ["free"] = usage.Free,
            ["size"] = usage.Size,
        }));
        return Hal.SendAsync(context, new JsonArray([.. mounts]));
    }

    private Task Maintain(HttpContext context) =>
        Hal.SendAsync(context, ActivityDocument.Begun(environments.Maintain(environments.Find(Name(context)).Name)), StatusCodes.Status202Accepted);

    // The environments of a directory in which every type runs from its image.
    private Task UsingImages(HttpContext context)
    {
        var names = environments.Database.Do(session => session.FindProject((string?)context.Request.Query["directory"] ?? "") is { } project
            ? session.AllEnvironments().Where(environment => environment.Name.Project == project.Id && session.UsesImages(environment)).Select(environment => environment.Name.Machine).ToList()
            : []);
        return Hal.SendAsync(context, new JsonArray([.. names.Select(name => (JsonNode?)JsonValue.Create(name))]));
    }

    private Task Prune(HttpContext context) =>
        Hal.SendAsync(context, new JsonArray([.. environments.PruneImages().Select(reference => (JsonNode?)JsonValue.Create(reference))]));

    private static EnvironmentName Name(HttpContext context) =>
        new((string)context.Request.RouteValues["project"]!, (string)context.Request.RouteValues["environment"]!);
}
