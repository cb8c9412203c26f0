using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Sundog.Api;

/// <summary>Writes answers in the platform's form: JSON with links.</summary>
internal static class Hal
{
    public static JsonObject Links(params ReadOnlySpan<(string Name, string Href)> links)
    {
        var all = new JsonObject();
        foreach (var (name, href) in links)
        {
            all[name] = new JsonObject { ["href"] = href };
        }

        return all;
    }

    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffK", CultureInfo.InvariantCulture);

    public static JsonNode? TimeOrNull(DateTimeOffset? time) => time is { } at ? JsonValue.Create(Time(at)) : null;

    public static Task SendAsync(HttpContext context, JsonNode body, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    public static Task SendErrorAsync(HttpContext context, int status, string message) => SendAsync(
        context, new JsonObject { ["status"] = "error", ["code"] = status, ["message"] = message }, status);
}
