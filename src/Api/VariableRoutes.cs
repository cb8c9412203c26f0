using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sundog.Deployments;
using Sundog.Planning;

namespace Sundog.Api;

/// <summary>Variables of a project and of an environment. A change is applied to what runs at once, as on the platform.</summary>
internal sealed class VariableRoutes(Environments environments)
{
    public void Map(WebApplication application)
    {
        foreach (var level in new[] { "/projects/{project}", "/projects/{project}/environments/{environment}" })
        {
            application.MapGet(level + "/variables", List);
            application.MapPost(level + "/variables", Create);
            application.MapGet(level + "/variables/{name}", Get);
            application.MapPatch(level + "/variables/{name}", Change);
            application.MapDelete(level + "/variables/{name}", Delete);
        }
    }

    private Task List(HttpContext context)
    {
        var (project, machine) = Level(context);
        var variables = environments.Database.Do(session => session.VariablesOf(project, machine));
        return Hal.SendAsync(context, new JsonArray([.. variables.Select(variable => (JsonNode?)Document(variable))]));
    }

    private Task Get(HttpContext context) => Hal.SendAsync(context, Document(Find(context)));

    private async Task Create(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        var (project, machine) = Level(context);
        var name = body.RootElement.GetProperty("name").GetString()!;
        if (environments.Database.Do(session => session.FindVariable(project, machine, name)) is not null)
        {
            await Hal.SendErrorAsync(context, StatusCodes.Status409Conflict, $"the variable {name} exists already; variable:update changes it").ConfigureAwait(false);
            return;
        }

        await KeepAsync(context, Read(body.RootElement, new Variable { Project = project, Machine = machine, Name = name, Value = "" }), "create").ConfigureAwait(false);
    }

    private async Task Change(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        await KeepAsync(context, Read(body.RootElement, Find(context)), "update").ConfigureAwait(false);
    }

    private Task Delete(HttpContext context)
    {
        var variable = Find(context);
        environments.Database.Do(session => session.RemoveVariable(variable));
        return Hal.SendAsync(context, Applied(variable, "delete"));
    }

    private Task KeepAsync(HttpContext context, Variable variable, string verb)
    {
        environments.Database.Do(session => session.KeepVariable(variable));
        var answer = Applied(variable, verb);
        answer["_embedded"]!["entity"] = Document(variable);
        return Hal.SendAsync(context, answer, StatusCodes.Status201Created);
    }

    private JsonObject Applied(Variable variable, string verb)
    {
        var affected = environments.Database.Do(session => session.AllEnvironments())
            .Where(environment => environment.IsWanted && environment.Name.Project == variable.Project)
            .Where(environment => variable.Machine is null || environment.Name.Machine == variable.Machine
                || (variable.IsInheritable && environments.Database.Do(session => session.ParentOf(environment))?.Name.Machine == variable.Machine));
        return new JsonObject
        {
            ["_embedded"] = new JsonObject
            {
                ["activities"] = new JsonArray([.. affected.Select(environment =>
                    (JsonNode?)ActivityDocument.Of(environments.Reapply(environment.Name, $"environment.variable.{verb}")))]),
            },
        };
    }

    private Variable Find(HttpContext context)
    {
        var (project, machine) = Level(context);
        var name = Uri.UnescapeDataString((string)context.Request.RouteValues["name"]!);
        return environments.Database.Do(session => session.FindVariable(project, machine, name))
            ?? throw new DeploymentException($"there is no variable {name}");
    }

    private (string Project, string? Machine) Level(HttpContext context)
    {
        var project = (string)context.Request.RouteValues["project"]!;
        var machine = (string?)context.Request.RouteValues["environment"];
        return machine is null ? (project, null) : (project, environments.Find(new EnvironmentName(project, machine)).Name.Machine);
    }

    private static Variable Read(JsonElement body, Variable before) => before with
    {
        Value = Text(body, "value") ?? before.Value,
        IsJson = Flag(body, "is_json") ?? before.IsJson,
        IsSensitive = Flag(body, "is_sensitive") ?? before.IsSensitive,
        IsVisibleAtBuild = Flag(body, "visible_build") ?? before.IsVisibleAtBuild,
        IsVisibleAtRuntime = Flag(body, "visible_runtime") ?? before.IsVisibleAtRuntime,
        IsInheritable = Flag(body, "is_inheritable") ?? before.IsInheritable,
        IsEnabled = Flag(body, "is_enabled") ?? before.IsEnabled,
        Application = body.TryGetProperty("application_scope", out var scope) && scope.ValueKind == JsonValueKind.Array && scope.GetArrayLength() > 0
            ? scope[0].GetString()
            : before.Application,
    };

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static JsonObject Document(Variable variable)
    {
        var collection = variable.Machine is null
            ? $"/projects/{variable.Project}/variables"
            : $"/projects/{variable.Project}/environments/{variable.Machine}/variables";
        var self = $"{collection}/{Uri.EscapeDataString(variable.Name)}";
        var document = new JsonObject
        {
            ["id"] = variable.Name,
            ["name"] = variable.Name,
            ["level"] = variable.Machine is null ? "project" : "environment",
            ["is_json"] = variable.IsJson,
            ["is_sensitive"] = variable.IsSensitive,
            ["visible_build"] = variable.IsVisibleAtBuild,
            ["visible_runtime"] = variable.IsVisibleAtRuntime,
            ["is_enabled"] = variable.IsEnabled,
            ["is_inheritable"] = variable.IsInheritable,
            ["application_scope"] = variable.Application is { } application ? new JsonArray(application) : new JsonArray(),
            ["_links"] = Hal.Links(("self", self), ("#edit", self), ("#delete", self)),
        };

        // What is sensitive is told to instances and to nobody else.
        if (!variable.IsSensitive)
        {
            document["value"] = variable.Value;
        }

        return document;
    }
}
