using System.Text.Json.Nodes;
using Sundog.Deployments;

namespace Sundog.Api;

/// <summary>A cron as the API shows it.</summary>
internal static class CronDocument
{
    public static JsonObject Of(CronStatus status) => new()
    {
        ["application"] = status.Cron.Application,
        ["name"] = status.Cron.Cron.Name,
        ["spec"] = status.Cron.Cron.Spec,
        ["command"] = status.Cron.Cron.Start,
        ["next"] = Hal.TimeOrNull(status.Next),
        ["last"] = status.Last is { } last ? ActivityDocument.Of(last) : null,
    };
}
