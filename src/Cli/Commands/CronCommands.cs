using System.CommandLine;
using System.Text.Json.Nodes;
using Sundog.Cli.Output;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog cron:list</c> and <c>cron:run</c>.</summary>
internal static class CronCommands
{
    public static Command List()
    {
        var dir = Options.Dir();
        var command = new Command("cron:list", "Show the crons, when they run next and how they ran last") { dir };
        var output = new TableOptions(command);
        command.Aliases.Add("crons");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var crons = (JsonArray)await client.GetAsync(((string)environment["_links"]!["crons"]!["href"]!)[1..]);
            var table = new DataTable(("app", "APP"), ("cron", "CRON"), ("spec", "SPEC"), ("next", "NEXT"), ("last", "LAST"), ("result", "RESULT"));
            foreach (var cron in crons)
            {
                table.Add(
                    (string)cron!["application"]!, (string)cron["name"]!, (string)cron["spec"]!, (string?)cron["next"] ?? "-", (string?)cron["last"]?["started_at"] ?? "-",
                    (string?)cron["last"]?["result"] ?? (string?)cron["last"]?["state"] ?? "-");
            }

            return output.Print(result, crons, table);
        });
        return command;
    }

    public static Command Run()
    {
        var name = new Argument<string>("cron") { Description = "The cron" };
        var app = Options.App();
        var dir = Options.Dir();
        var command = new Command("cron:run", "Run a cron now") { name, app, dir };
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var path = $"{((string)environment["_links"]!["crons"]!["href"]!)[1..]}/{Uri.EscapeDataString(result.GetValue(name)!)}/run";
            var answer = await client.PostAsync(result.GetValue(app) is { } application ? $"{path}?application={Uri.EscapeDataString(application)}" : path);
            return await ActivityFollower.FollowAsync(client, answer) ? 0 : 1;
        });
        return command;
    }
}
