using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog logs</c>: what the commands printed.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var type = new Argument<string>("type") { Description = "app, access, error, deploy or post-deploy", DefaultValueFactory = _ => "app" };
        var dir = Options.Dir();
        var app = Options.App();
        var worker = Options.Worker();
        var instance = Options.Instance();
        var follow = new Option<bool>("--follow", "-f", "--tail") { Description = "Go on with what comes" };
        var lines = new Option<int>("--lines") { Description = "How many of the last lines", DefaultValueFactory = _ => 100 };
        var command = new Command("environment:logs", "Show logs: of one instance, or of all of them with their names before the lines")
        {
            type, dir, app, worker, instance, follow, lines,
        };
        command.Aliases.Add("logs");
        command.Aliases.Add("log");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var href = ((string)environment["_links"]!["instances"]!["href"]!)[1..];
            var instances = (JsonArray)await client.GetAsync(href);
            var all = result.GetValue(app) is null && result.GetValue(worker) is null;
            var names = all
                ? instances.Where(one => (string)one!["kind"]! != "service").Select(one => (string)one!["name"]!).ToList()
                : [Selection.Container(instances, result.GetValue(app), result.GetValue(worker))];
            var width = names.Max(name => name.Length);
            await Task.WhenAll(names.Select(async name =>
            {
                var path = $"{href}/{Uri.EscapeDataString(name)}/log?file={Uri.EscapeDataString(result.GetValue(type)!)}"
                    + $"&instance={result.GetValue(instance)}&lines={result.GetValue(lines)}&follow={(result.GetValue(follow) ? "true" : "false")}";
                await foreach (var line in client.LinesAsync(path))
                {
                    // One call a line: lines of several instances do not mix.
                    Console.Out.WriteLine(names.Count > 1 ? $"{name.PadRight(width)} | {line}" : line);
                }
            }));
            return 0;
        });
        return command;
    }
}
