using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sundog.Cli.Output;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog resources:get</c> and <c>resources:set</c>.</summary>
internal static class ResourceCommands
{
    public static Command Get()
    {
        var dir = Options.Dir();
        var command = new Command("resources:get", "Show the size, number of instances, disk and strategy of each container") { dir };
        var output = new TableOptions(command);
        command.Aliases.Add("resources");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var containers = (JsonArray)await client.GetAsync(await PathAsync(client, result.GetValue(dir)));
            var table = new DataTable(
                ("name", "NAME"), ("kind", "KIND"), ("cpu", "CPU"), ("memory", "MEMORY (MB)"), ("instances", "INSTANCES"), ("disk", "DISK (MB)"), ("free", "FREE (MB)"),
                ("strategy", "STRATEGY"));
            foreach (var container in containers)
            {
                table.Add(
                    (string)container!["name"]!,
                    (string)container["kind"]!,
                    ((double?)container["cpu"])?.ToString(CultureInfo.InvariantCulture) ?? "-",
                    container["memory"]?.ToString() ?? "-",
                    container["count"]?.ToString() ?? "-",
                    container["disk"]?.ToString() ?? "-",
                    ((long?)container["disk_free"] / 1_000_000)?.ToString(CultureInfo.InvariantCulture) ?? "-",
                    (string?)container["strategy"] ?? "-");
            }

            return output.Print(result, containers, table);
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
        var wait = new WaitOptions(command);
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
            return await wait.FollowAsync(client, answer, result) ? 0 : 1;
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
