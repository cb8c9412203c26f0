using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog cron:list</c> and <c>cron:run</c>.</summary>
internal static class CronCommands
{
    public static Command List()
    {
        var dir = Options.Dir();
        var format = Options.Format("table", "json");
        var command = new Command("cron:list", "Show the crons, when they run next and how they ran last") { dir, format };
        command.Aliases.Add("crons");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var crons = (JsonArray)await client.GetAsync(((string)environment["_links"]!["crons"]!["href"]!)[1..]);
            if (result.GetValue(format) == "json")
            {
                Console.Out.WriteLine(crons.ToJsonString());
                return 0;
            }

            var table = new Table { Border = TableBorder.None }.AddColumns("APP", "CRON", "SPEC", "NEXT", "LAST", "RESULT");
            foreach (var cron in crons)
            {
                table.AddRow(
                    new Text((string)cron!["application"]!),
                    new Text((string)cron["name"]!),
                    new Text((string)cron["spec"]!),
                    new Text((string?)cron["next"] ?? "-"),
                    new Text((string?)cron["last"]?["started_at"] ?? "-"),
                    new Text((string?)cron["last"]?["result"] ?? (string?)cron["last"]?["state"] ?? "-"));
            }

            Terminal.Data.Write(table);
            return 0;
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
