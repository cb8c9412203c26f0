using System.Text.Json.Nodes;

namespace Sundog.Cli;

/// <summary>Finds the instance that <c>--app</c> and <c>--worker</c> mean, by the rules of the platform's own client.</summary>
internal static class Selection
{
    /// <summary>The container's name.</summary>
    /// <exception cref="CliException">There is none, or more than one.</exception>
    public static string Container(JsonArray instances, string? app, string? worker)
    {
        var applications = instances.Where(instance => (string)instance!["kind"]! != "service").ToList();
        var names = applications.Select(instance => (string)instance!["name"]!).Distinct().ToList();
        if (worker is not null)
        {
            return Worker(names, app, worker);
        }

        var webs = applications.Where(instance => (string)instance!["kind"]! == "web").Select(instance => (string)instance!["name"]!).Distinct().ToList();
        if (app is not null)
        {
            return names.Contains(app) || instances.Any(instance => (string)instance!["name"]! == app)
                ? app
                : throw new CliException($"Application not found: {app} (there is {string.Join(", ", names)})");
        }

        return webs switch
        {
            [var only] => only,
            [] when names is [var single] => single,
            _ => throw new CliException($"say which by --app or --worker: {string.Join(", ", names)}"),
        };
    }

    private static string Worker(List<string> names, string? app, string worker)
    {
        var full = worker.Contains("--", StringComparison.Ordinal) ? worker : app is not null ? $"{app}--{worker}" : null;
        if (full is not null)
        {
            return names.Contains(full) ? full : throw new CliException($"Worker not found: {worker}{(app is null ? "" : $" (in app: {app})")}");
        }

        return names.Where(name => name.EndsWith("--" + worker, StringComparison.Ordinal)).ToList() switch
        {
            [var only] => only,
            [] => throw new CliException($"Worker not found: {worker}"),
            var several => throw new CliException($"Ambiguous worker name: {worker} (matches: {string.Join(", ", several)})"),
        };
    }
}
