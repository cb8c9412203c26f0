using System.Text.Json.Nodes;
using Sundog.Deployments;

namespace Sundog.Api;

/// <summary>Projects and environments as the API shows them.</summary>
internal static class EnvironmentDocument
{
    public static JsonObject Of(Project project, IEnumerable<ProjectEnvironment> environments)
    {
        var self = $"/projects/{project.Id}";
        return new JsonObject
        {
            ["id"] = project.Id,
            ["title"] = project.Title,
            ["region"] = "local",
            ["vendor"] = "upsun",
            ["default_branch"] = "main",
            ["directory"] = project.Directory,
            ["created_at"] = Hal.Time(project.CreatedAt),
            ["subscription"] = new JsonObject(),
            ["_links"] = Hal.Links(("self", self), ("environments", self + "/environments"), ("#variables", self + "/variables"), ("#manage-variables", self + "/variables")),
            ["_embedded"] = new JsonObject { ["environments"] = new JsonArray([.. environments.Select(environment => (JsonNode?)Of(environment))]) },
        };
    }

    public static JsonObject Of(ProjectEnvironment environment)
    {
        var self = $"/projects/{environment.Name.Project}/environments/{environment.Name.Machine}";
        return new JsonObject
        {
            ["id"] = environment.Name.Machine,
            ["name"] = environment.Branch,
            ["machine_name"] = environment.Name.Machine,
            ["title"] = environment.Branch,
            ["type"] = environment.Type,
            ["status"] = environment.IsWanted ? "active" : "paused",
            ["project"] = environment.Name.Project,
            ["created_at"] = Hal.Time(environment.CreatedAt),
            ["updated_at"] = Hal.Time(environment.CreatedAt),
            ["has_code"] = true,
            ["_links"] = Hal.Links(
                ("self", self),
                ("#redeploy", self + "/redeploy"),
                ("#pause", self + "/pause"),
                ("#rollback", self + "/rollback"),
                ("#variables", self + "/variables"),
                ("#manage-variables", self + "/variables"),
                ("crons", self + "/crons"),
                ("activities", self + "/activities"),
                ("instances", self + "/instances"),
                ("public-url", $"http://localhost:{environment.Port}/")),
        };
    }
}
