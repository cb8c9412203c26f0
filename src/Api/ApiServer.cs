using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sundog.Deployments;
using Sundog.Planning;

namespace Sundog.Api;

/// <summary>The platform's HTTP API, as far as it is served, and beside it what a machine's own tool needs.</summary>
/// <param name="environments">What it is a face of.</param>
/// <param name="build">What tells this build of the daemon from others.</param>
/// <param name="end">Ends the daemon, or makes it become another program; null when it is not ours to end.</param>
public sealed class ApiServer(Environments environments, string build, Action<IReadOnlyList<string>?>? end)
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    private Timer? _idle;

    /// <summary>Adds the routes.</summary>
    public void Map(WebApplication application)
    {
        application.Use(WatchNeed);
        application.Use(TellFaults);
        application.MapGet("/projects", Projects);
        application.MapGet("/projects/{project}/environments", List);
        application.MapGet("/projects/{project}/environments/{environment}", Get);
        application.MapGet("/projects/{project}/environments/{environment}/instances", Instances);
        application.MapGet("/projects/{project}/environments/{environment}/deployments/current", Deployment);
        application.MapGet("/projects/{project}/environments/{environment}/instances/{container}/enter", Enter);
        application.MapGet("/projects/{project}/environments/{environment}/instances/{container}/log", Log);
        application.MapPost("/projects/{project}/environments/{environment}/redeploy", Redeploy);
        application.MapPost("/projects/{project}/environments/{environment}/pause", Pause);
        application.MapPost("/projects/{project}/environments/{environment}/rollback", Rollback);
        application.MapGet("/projects/{project}/environments/{environment}/crons", Crons);
        application.MapPost("/projects/{project}/environments/{environment}/crons/{cron}/run", RunCron);
        application.MapPost("/push", Push);
        application.MapPost("/preview", Preview);
        new ActivityRoutes(environments).Map(application);
        new VariableRoutes(environments).Map(application);
        new ResourceRoutes(environments).Map(application);
        application.MapGet("/daemon", context => Hal.SendAsync(context, new JsonObject { ["build"] = build }));
        application.MapPost("/daemon/release", Release);
    }

    private async Task WatchNeed(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            EndUnneeded();
        }
    }

    // A command asked of a project that was never deployed, and nobody asks any more: what started on demand ends.
    private void EndUnneeded()
    {
        if (end is not null && !environments.IsNeeded)
        {
            _idle ??= new Timer(_ =>
            {
                if (!environments.IsBusy && !environments.IsNeeded)
                {
                    end(null);
                }
            });
            _idle.Change(s_idle, Timeout.InfiniteTimeSpan);
        }
    }

    private static async Task TellFaults(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (DeploymentException exception) when (!context.Response.HasStarted)
        {
            await Hal.SendErrorAsync(context, StatusCodes.Status404NotFound, exception.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    }

    // Each with its environments: most commands ask for both.
    private Task Projects(HttpContext context)
    {
        var directory = (string?)context.Request.Query["directory"];
        var (projects, all) = environments.Database.Do(session => (session.AllProjects(), session.AllEnvironments()));
        return Hal.SendAsync(context, new JsonArray(
        [
            .. projects.Where(project => directory is null || project.Directory == directory)
                .Select(project => (JsonNode?)EnvironmentDocument.Of(project, all.Where(environment => environment.Name.Project == project.Id))),
        ]));
    }

    private Task List(HttpContext context)
    {
        var project = (string)context.Request.RouteValues["project"]!;
        var all = environments.Database.Do(session => session.AllEnvironments()).Where(environment => environment.Name.Project == project);
        return Hal.SendAsync(context, new JsonArray([.. all.Select(environment => (JsonNode?)EnvironmentDocument.Of(environment))]));
    }

    private Task Get(HttpContext context) => Hal.SendAsync(context, EnvironmentDocument.Of(environments.Find(Name(context))));

    private Task Deployment(HttpContext context)
    {
        var (deployment, configuration) = environments.CurrentDeployment(Name(context));
        return Hal.SendAsync(context, DeploymentDocument.Of(context.Request.Path, deployment, configuration));
    }

    private Task Instances(HttpContext context) => Hal.SendAsync(
        context,
        new JsonArray([.. environments.Status(Name(context)).Select(status => (JsonNode?)InstanceDocument.Of(status))]));

    private Task Enter(HttpContext context)
    {
        var arguments = environments.Runtime.EnterCommand(
            Name(context), Instance(context), context.Request.Query["command"], context.Request.Query["terminal"] == "true");
        return Hal.SendAsync(context, new JsonArray([.. arguments.Select(argument => (JsonNode?)JsonValue.Create(argument))]));
    }

    private async Task Log(HttpContext context)
    {
        var (name, instance) = (Name(context), Instance(context));
        var file = (string?)context.Request.Query["file"] ?? "app";
        var lines = int.TryParse(context.Request.Query["lines"], out var asked) ? asked : 100;
        var path = environments.Runtime.LogFile(name, instance, file);
        if (file.Contains('/', StringComparison.Ordinal) || !Directory.Exists(Path.GetDirectoryName(path)))
        {
            await Hal.SendErrorAsync(context, StatusCodes.Status404NotFound, $"{instance} has no log yet").ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        await foreach (var line in LogTail.ReadAsync(
            Path.GetDirectoryName(path)!,
            Path.GetFileName(path),
            rotation => environments.Runtime.OpenLog(name, instance, file, rotation),
            lines,
            context.Request.Query["follow"] == "true",
            context.RequestAborted).ConfigureAwait(false))
        {
            await context.Response.WriteAsync(line + "\n", context.RequestAborted).ConfigureAwait(false);
        }
    }

    private Task Redeploy(HttpContext context) =>
        Hal.SendAsync(context, ActivityDocument.Begun(environments.Redeploy(environments.Find(Name(context)).Name)), StatusCodes.Status202Accepted);

    private Task Pause(HttpContext context) => Hal.SendAsync(
        context,
        ActivityDocument.Begun(environments.Down(environments.Find(Name(context)).Name, context.Request.Query["volumes"] == "true")),
        StatusCodes.Status202Accepted);

    private async Task Push(HttpContext context)
    {
        var options = await ReadPushAsync(context).ConfigureAwait(false);
        await Hal.SendAsync(context, ActivityDocument.Begun(environments.Push(options)), StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    private async Task Preview(HttpContext context)
    {
        var difference = environments.Preview(await ReadPushAsync(context).ConfigureAwait(false));
        await Hal.SendAsync(context, DifferenceDocument.Of(difference)).ConfigureAwait(false);
    }

    private static async Task<PushOptions> ReadPushAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        return new PushOptions(
            body.RootElement.GetProperty("directory").GetString()!,
            body.RootElement.GetProperty("lenient").GetBoolean(),
            body.RootElement.GetProperty("strict").GetBoolean(),
            body.RootElement.TryGetProperty("images", out var images) && images.ValueKind != JsonValueKind.Null ? images.GetBoolean() : null,
            body.RootElement.TryGetProperty("resources_init", out var init) && Enum.TryParse<ResourcesInit>(init.GetString(), ignoreCase: true, out var strategy)
                ? strategy
                : ResourcesInit.Parent);
    }

    private Task Rollback(HttpContext context) => Hal.SendAsync(
        context,
        ActivityDocument.Begun(environments.Rollback(
            environments.Find(Name(context)).Name, int.TryParse(context.Request.Query["deployment"], out var number) ? number : null)),
        StatusCodes.Status202Accepted);

    private Task Crons(HttpContext context) => Hal.SendAsync(
        context, new JsonArray([.. environments.Crons(Name(context)).Select(cron => (JsonNode?)CronDocument.Of(cron))]));

    private Task RunCron(HttpContext context) => Hal.SendAsync(
        context,
        ActivityDocument.Begun(environments.RunCron(Name(context), context.Request.Query["application"], (string)context.Request.RouteValues["cron"]!)),
        StatusCodes.Status202Accepted);

    // A command that needed the daemon needs it no more, or comes with another build of it. Instances do not notice its end.
    private async Task Release(HttpContext context)
    {
        var isReplaced = context.Request.Query["replace"] == "true";
        var ends = end is not null && (isReplaced ? !environments.IsBusy : !environments.IsBusy && !environments.IsNeeded);
        var successor = isReplaced ? await ReadCommandAsync(context).ConfigureAwait(false) : null;
        context.Response.OnCompleted(() =>
        {
            if (ends)
            {
                end!(successor);
            }

            return Task.CompletedTask;
        });
        await Hal.SendAsync(context, new JsonObject { ["ends"] = ends, ["pid"] = Environment.ProcessId }).ConfigureAwait(false);
    }

    // Its own program, with which the sockets stay open; a command of an earlier version says none.
    private static async Task<IReadOnlyList<string>?> ReadCommandAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false) is { Length: > 0 } text
            && JsonNode.Parse(text)?["command"] is JsonArray command ? [.. command.Select(word => (string)word!)] : null;
    }

    private static EnvironmentName Name(HttpContext context) =>
        new((string)context.Request.RouteValues["project"]!, (string)context.Request.RouteValues["environment"]!);

    private InstanceName Instance(HttpContext context)
    {
        var container = (string)context.Request.RouteValues["container"]!;
        var number = int.TryParse(context.Request.Query["instance"], out var asked) ? asked : 0;
        var instance = new InstanceName(container, number);
        return environments.Status(Name(context)).Any(status => status.Plan.Name == instance)
            ? instance
            : throw new DeploymentException($"there is no instance {instance}");
    }
}
