using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sundog.Deployments;
using Sundog.Planning;

namespace Sundog.Api;

/// <summary>Activities of a project and of an environment.</summary>
internal sealed class ActivityRoutes(Environments environments)
{
    public void Map(WebApplication application)
    {
        foreach (var level in new[] { "/projects/{project}", "/projects/{project}/environments/{environment}" })
        {
            application.MapGet(level + "/activities", List);
            application.MapGet(level + "/activities/{activity}", Get);
            application.MapGet(level + "/activities/{activity}/log", Log);
            application.MapPost(level + "/activities/{activity}/cancel", Cancel);
        }
    }

    private Task List(HttpContext context)
    {
        var query = context.Request.Query;
        var count = int.TryParse(query["count"], out var asked) ? asked : 10;
        var project = (string)context.Request.RouteValues["project"]!;
        var machine = (string?)context.Request.RouteValues["environment"];
        var found = environments.Database.Do(session => machine is null
                ? session.RecentActivities(project, int.MaxValue)
                : session.RecentActivities(new EnvironmentName(project, machine), int.MaxValue))
            .Where(activity => Matches("type", activity.Type) && Matches("state", activity.State) && Matches("result", activity.Result))
            .Where(activity => !query["exclude_type"].Contains(activity.Type))
            .Where(activity => !DateTimeOffset.TryParse(query["starts_at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) || activity.CreatedAt < start)
            .Take(count);
        return Hal.SendAsync(context, new JsonArray([.. found.Select(activity => (JsonNode?)ActivityDocument.Of(activity))]));

        bool Matches(string name, string? value) => query[name] is not [_, ..] asked || asked.Contains(value);
    }

    private Task Get(HttpContext context) => Hal.SendAsync(context, ActivityDocument.Of(Find(context)));

    // One JSON document a line, the last one says that there are no more. The activity is complete before that line is sent.
    private async Task Log(HttpContext context)
    {
        var activity = Find(context);
        context.Response.ContentType = "application/x-ndjson";
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        var lines = context.Request.Query["follow"] == "false"
            ? environments.Database.Do(session => session.LogOf(activity, 0)).ToAsyncEnumerable()
            : environments.Follow(activity, context.RequestAborted);
        await foreach (var line in lines.ConfigureAwait(false))
        {
            var entry = new JsonObject
            {
                ["_id"] = line.Number.ToString(CultureInfo.InvariantCulture),
                ["data"] = new JsonObject { ["timestamp"] = Hal.Time(line.At), ["message"] = line.Message + "\n" },
            };
            await context.Response.WriteAsync(entry.ToJsonString() + "\n", context.RequestAborted).ConfigureAwait(false);
        }

        await context.Response.WriteAsync("{\"seal\":true}\n", context.RequestAborted).ConfigureAwait(false);
    }

    private Task Cancel(HttpContext context) => environments.Cancel(Find(context))
        ? Hal.SendAsync(context, ActivityDocument.Of(Find(context)))
        : Hal.SendErrorAsync(
            context, StatusCodes.Status409Conflict,
            "the activity cannot be cancelled any more: that is for one that waits, a cron that runs, and a push that still builds");

    private Activity Find(HttpContext context) =>
        environments.Database.Do(session => session.FindActivity((string)context.Request.RouteValues["activity"]!))
        ?? throw new DeploymentException("there is no such activity");
}
