using System.CommandLine;
using System.Text.Json.Nodes;
using Sundog.Cli.Output;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog ps</c>: every instance and service.</summary>
internal static class PsCommand
{
    public static Command Create()
    {
        var dir = Options.Dir();
        var command = new Command("ps", "Show every instance and service") { dir };
        var table = new TableOptions(command);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var instances = (JsonArray)await client.GetAsync(((string)environment["_links"]!["instances"]!["href"]!)[1..]);
            return table.Print(result, instances, InstanceTable.Of(instances));
        });
        return command;
    }
}
