using System.CommandLine;
using System.Text.Json.Nodes;
using Sundog.Cli.Output;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog mount:list</c>, <c>maintenance</c> and <c>image:prune</c>.</summary>
internal static class MountCommands
{
    public static Command List()
    {
        var dir = Options.Dir();
        var app = Options.App();
        var worker = Options.Worker();
        var command = new Command("mount:list", "Show the mounts, what they hold and what is free") { dir, app, worker };
        var output = new TableOptions(command);
        command.Aliases.Add("mounts");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var all = (JsonArray)await client.GetAsync(((string)environment["_links"]!["self"]!["href"]!)[1..] + "/mounts");
            var mounts = all.Where(mount => Belongs((string)mount!["name"]!, result.GetValue(app), result.GetValue(worker))).ToList();
            var table = new DataTable(
                ("name", "NAME"), ("path", "PATH"), ("source", "SOURCE"), ("source_path", "SOURCE PATH"), ("used", "USED"), ("free", "FREE"), ("size", "SIZE"));
            foreach (var mount in mounts)
            {
                table.Add(
                    $"{mount!["name"]}.{mount["instance"]}",
                    (string)mount["path"]!,
                    (string)mount["source"]! + ((string)mount["volume"]! == (string)mount["name"]! || (string)mount["source"]! != "storage" ? "" : $" of {mount["volume"]}"),
                    (string)mount["source_path"]!,
                    Bytes((long?)mount["used"]),
                    Bytes((long?)mount["free"]),
                    mount["size"] is null ? "not limited" : Bytes((long?)mount["size"]));
            }

            return output.Print(result, new JsonArray([.. mounts.Select(mount => mount!.DeepClone())]), table);
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
