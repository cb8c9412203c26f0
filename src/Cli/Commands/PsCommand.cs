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
        var format = Options.Format("table", "json");
        var command = new Command("ps", "Show every instance and service") { dir, format };
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var instances = (JsonArray)await client.GetAsync(((string)environment["_links"]!["instances"]!["href"]!)[1..]);
            if (result.GetValue(format) == "json")
            {
                Console.Out.WriteLine(instances.ToJsonString());
            }
            else
            {
                InstanceTable.Write(Terminal.Data, instances);
            }

            return 0;
        });
        return command;
    }
}
