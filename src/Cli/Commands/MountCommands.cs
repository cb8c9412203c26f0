using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog mount:list</c>, <c>maintenance</c> and <c>image:prune</c>.</summary>
internal static class MountCommands
{
    public static Command List()
    {
        var dir = Options.Dir();
        var app = Options.App();
        var worker = Options.Worker();
        var format = Options.Format("table", "json");
        var command = new Command("mount:list", "Show the mounts, what they hold and what is free") { dir, app, worker, format };
        command.Aliases.Add("mounts");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var all = (JsonArray)await client.GetAsync(((string)environment["_links"]!["self"]!["href"]!)[1..] + "/mounts");
            var mounts = all.Where(mount => Belongs((string)mount!["name"]!, result.GetValue(app), result.GetValue(worker))).ToList();
            if (result.GetValue(format) == "json")
            {
                Console.Out.WriteLine(new JsonArray([.. mounts.Select(mount => mount!.DeepClone())]).ToJsonString());
                return 0;
            }

            var table = new Table { Border = TableBorder.None }.AddColumns("NAME", "PATH", "SOURCE", "SOURCE PATH", "USED", "FREE", "SIZE");
            foreach (var mount in mounts)
            {
                table.AddRow(
                    new Text($"{mount!["name"]}.{mount["instance"]}"),
                    new Text((string)mount["path"]!),
                    new Text((string)mount["source"]! + ((string)mount["volume"]! == (string)mount["name"]! || (string)mount["source"]! != "storage" ? "" : $" of {mount["volume"]}")),
                    new Text((string)mount["source_path"]!),
                    new Text(Bytes((long?)mount["used"])),
                    new Text(Bytes((long?)mount["free"])),
                    new Text(mount["size"] is null ? "not limited" : Bytes((long?)mount["size"])));
            }

            Terminal.Data.Write(table);
            return 0;
        });
        return command;
    }

    public static Command Maintenance()
    {
        var dir = Options.Dir();
        var command = new Command("maintenance", "Empty the temporary mounts") { dir };
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var answer = await client.PostAsync(((string)environment["_links"]!["self"]!["href"]!)[1..] + "/maintenance");
            return await ActivityFollower.FollowAsync(client, answer) ? 0 : 1;
        });
        return command;
    }

    public static Command PruneImages()
    {
        var command = new Command("image:prune", "Delete the images that no environment's deployment needs");
        command.SetAction(async (_, _) =>
        {
            using var client = await Client.ConnectAsync();
            foreach (var reference in (JsonArray)await client.PostAsync("images/prune"))
            {
                Console.Out.WriteLine((string)reference!);
            }

            return 0;
        });
        return command;
    }

    private static bool Belongs(string container, string? app, string? worker)
    {
        var parts = container.Split("--", 2);
        return (app is null || parts[0] == app) && (worker is null || container == worker || (parts.Length == 2 && parts[1] == worker));
    }

    private static string Bytes(long? bytes) => bytes is not { } value ? "-" : value < 1 << 20 ? $"{value >> 10} KiB" : $"{value >> 20} MiB";
}
