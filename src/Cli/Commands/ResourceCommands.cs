using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog resources:get</c> and <c>resources:set</c>.</summary>
internal static class ResourceCommands
{
    public static Command Get()
    {
        var dir = Options.Dir();
        var format = Options.Format("table", "json");
        var command = new Command("resources:get", "Show the size, number of instances, disk and strategy of each container") { dir, format };
        command.Aliases.Add("resources");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var containers = (JsonArray)await client.GetAsync(await PathAsync(client, result.GetValue(dir)));
            if (result.GetValue(format) == "json")
            {
                Console.Out.WriteLine(containers.ToJsonString());
                return 0;
            }

            var table = new Table { Border = TableBorder.None }.AddColumns("NAME", "KIND", "CPU", "MEMORY (MB)", "INSTANCES", "DISK (MB)", "FREE (MB)", "STRATEGY");
            foreach (var container in containers)
            {
                table.AddRow(
                    new Text((string)container!["name"]!),
                    new Text((string)container["kind"]!),
                    new Text(((double?)container["cpu"])?.ToString(CultureInfo.InvariantCulture) ?? "-"),
                    new Text(container["memory"]?.ToString() ?? "-"),
                    new Text(container["count"]?.ToString() ?? "-"),
                    new Text(container["disk"]?.ToString() ?? "-"),
                    new Text(((long?)container["disk_free"] / 1_000_000)?.ToString(CultureInfo.InvariantCulture) ?? "-"),
                    new Text((string?)container["strategy"] ?? "-"));
            }

            Terminal.Data.Write(table);
            return 0;
        });
        return command;
    }

    public static Command Set()
    {
        var size = List("--size", "CPU sizes: NAME:0.5, or default or minimum");
        var count = List("--count", "Numbers of instances: NAME:3");
        var disk = List("--disk", "Disks: NAME:MB");
        var strategy = List("--strategy", "How an instance gives way to the next one: NAME:stop-start, rolling or default");
        var dir = Options.Dir();
        var command = new Command("resources:set", "Set the size, number of instances, disk and strategy of containers; several with commas, * in a name for any letters")
        {
            size, count, disk, strategy, dir,
        };
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var answer = await client.PatchAsync(await PathAsync(client, result.GetValue(dir)), new JsonObject
            {
                ["size"] = Array(result.GetValue(size)),
                ["count"] = Array(result.GetValue(count)),
                ["disk"] = Array(result.GetValue(disk)),
                ["strategy"] = Array(result.GetValue(strategy)),
            });
            return await ActivityFollower.FollowAsync(client, answer) ? 0 : 1;
        });
        return command;
    }

    private static Option<string[]> List(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static JsonArray Array(string[]? items) => new([.. (items ?? []).Select(item => (JsonNode?)JsonValue.Create(item))]);

    private static async Task<string> PathAsync(Client client, string? dir)
    {
        var environment = await client.EnvironmentAsync(Options.Repository(dir));
        return ((string)environment["_links"]!["self"]!["href"]!)[1..] + "/resources";
    }
}
