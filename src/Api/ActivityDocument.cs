using System.Text.Json.Nodes;
using Sundog.Deployments;

namespace Sundog.Api;

/// <summary>An activity as the API shows it.</summary>
internal static class ActivityDocument
{
    public static JsonObject Of(Activity activity)
    {
        var self = $"/projects/{activity.Environment.Project}/activities/{activity.Id}";
        return new JsonObject
        {
            ["id"] = activity.Id,
            ["type"] = activity.Type,
            ["description"] = activity.Subject.Length == 0 ? activity.Type : $"{activity.Type} {activity.Subject}",
            ["state"] = activity.State,
            ["result"] = activity.Result,
            ["completion_percent"] = activity.State == "complete" ? 100 : 0,
            ["created_at"] = Hal.Time(activity.CreatedAt),
            ["updated_at"] = Hal.Time(activity.CompletedAt ?? activity.StartedAt ?? activity.CreatedAt),
            ["started_at"] = Hal.TimeOrNull(activity.StartedAt),
            ["completed_at"] = Hal.TimeOrNull(activity.CompletedAt),
            ["project"] = activity.Environment.Project,
            ["environments"] = new JsonArray(activity.Environment.Machine),
            ["payload"] = new JsonObject(),
            ["parameters"] = new JsonObject(),
            ["_links"] = Hal.Links(("self", self), ("log", self + "/log"), ("#cancel", self + "/cancel")),
        };
    }

    /// <summary>The answer to a request that began activities.</summary>
    public static JsonObject Begun(Activity activity) => new()
    {
        ["status"] = "Accepted",
        ["code"] = 202,
        ["_embedded"] = new JsonObject { ["activities"] = new JsonArray(Of(activity)) },
    };
}
