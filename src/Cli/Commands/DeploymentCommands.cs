using System.CommandLine;
using System.Text.Json.Nodes;
using Sundog.Cli.Output;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog app:list</c>, <c>worker:list</c>, <c>service:list</c>, <c>route:list</c> and <c>environment:url</c>: what is deployed.</summary>
internal static class DeploymentCommands
{
    private static readonly (string, string)[] s_sized = [("name", "NAME"), ("type", "TYPE"), ("size", "CPU"), ("disk", "DISK (MB)"), ("instances", "INSTANCES")];

    public static Command Applications() => List("app:list", "apps", "Show the applications", "webapps", new(s_sized), Sized);

    public static Command Workers() => List(
        "worker:list", "workers", "Show the workers and their commands", "workers",
        new(("name", "NAME"), ("type", "TYPE"), ("commands", "COMMANDS"), ("instances", "INSTANCES")),
        (name, worker) => [name, (string)worker["type"]!, ((string)worker["worker"]!["commands"]!["start"]!).Trim(), worker["instance_count"]!.ToString()]);

    public static Command Services() => List("service:list", "services", "Show the services", "services", new(s_sized), Sized);

    public static Command Routes() => List(
        "route:list", "routes", "Show the routes", "routes",
        new(("route", "ROUTE"), ("type", "TYPE"), ("to", "TO"), ("url", "URL")),
        (url, route) => [(string)route["original_url"]!, (string)route["type"]!, (string?)route["upstream"] ?? (string?)route["to"] ?? "-", url]);

    public static Command Url()
    {
        var dir = Options.Dir();
        var primary = new Option<bool>("--primary", "-1") { Description = "Show the address of the primary route alone" };
        var command = new Command("environment:url", "Show the addresses at which the environment answers") { dir, primary };
        command.Aliases.Add("url");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var routes = (JsonObject)(await DeploymentAsync(client, result.GetValue(dir)))["routes"]!;
            var addresses = routes.OrderByDescending(IsPrimary).Where(route => (string?)route.Value!["type"] == "upstream").Select(route => route.Key);
            foreach (var address in result.GetValue(primary) ? addresses.Take(1) : addresses)
            {
                Console.Out.WriteLine(address);
            }

            return 0;
        });
        return command;

        static bool IsPrimary(KeyValuePair<string, JsonNode?> route) => (bool?)route.Value!["primary"] == true;
    }

    private static Command List(string name, string alias, string description, string part, DataTable table, Func<string, JsonNode, Cell[]> row)
    {
        var dir = Options.Dir();
        var command = new Command(name, description) { dir };
        var output = new TableOptions(command);
        command.Aliases.Add(alias);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var all = (JsonObject)(await DeploymentAsync(client, result.GetValue(dir)))[part]!;
            foreach (var (one, document) in all)
            {
                table.Add(row(one, document!));
            }

            return output.Print(result, all, table);
        });
        return command;
    }

    private static Cell[] Sized(string name, JsonNode document) =>
        [name, (string)document["type"]!, document["size"]?.ToString() ?? "-", document["disk"]?.ToString() ?? "-", document["instance_count"]!.ToString()];

    private static async Task<JsonNode> DeploymentAsync(Client client, string? directory)
    {
        var environment = await client.EnvironmentAsync(Options.Repository(directory));
        return await client.GetAsync(((string)environment["_links"]!["self"]!["href"]!)[1..] + "/deployments/current");
    }
}
