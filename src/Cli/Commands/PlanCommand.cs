using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog plan</c>: what <c>up</c> would do, and why.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var lenient = new Option<bool>("--lenient") { Description = "Understand spellings that the platform refuses" };
        var format = Options.Format("text", "json");
        var command = new Command("plan", "Show what `up` would start, restart and stop, and why") { lenient, format };
        var repositories = new RepositoryChoice(command);
        command.SetAction((result, _) => RunAsync(
            repositories.Find(result), result.GetValue(lenient), result.GetValue(format) == "json"));
        return command;
    }

    /// <summary>Prints the difference between what runs and what is in the directory.</summary>
    public static async Task<int> RunAsync(string repository, bool lenient, bool json)
    {
        var code = ValidateCommand.Check(repository, lenient, out var configuration);
        if (configuration is null)
        {
            return code;
        }

        using var client = await Client.ConnectAsync();
        var difference = await client.PostAsync("preview", new JsonObject { ["directory"] = repository, ["lenient"] = lenient, ["strict"] = false });
        if (json)
        {
            Console.Out.WriteLine(difference.ToJsonString());
            return 0;
        }

        foreach (var started in (JsonArray)difference["start"]!)
        {
            var isNew = (string)started!["reason"]! == "new";
            Line(isNew ? "+" : "~", started["name"]!, isNew ? "start" : $"restart: {started["reason"]}", isNew ? Color.Green : Color.Yellow);
            Changes(started);
        }

        foreach (var resized in (JsonArray)difference["resize"]!)
        {
            Line("~", resized!["name"]!, "resize, without a restart", Color.Yellow);
            Changes(resized);
        }

        foreach (var stopped in (JsonArray)difference["stop"]!)
        {
            Line("-", stopped!, "stop", Color.Red);
        }

        foreach (var kept in (JsonArray)difference["keep"]!)
        {
            Line("=", kept!, "as it is", Color.Grey);
        }

        return 0;
    }

    private static void Changes(JsonNode instance)
    {
        foreach (var change in (JsonArray)instance["changes"]!)
        {
            var line = (string)change!;
            Terminal.Data.Write(new Text($"    {line}\n", new Style(line[0] switch { '+' => Color.Green, '-' => Color.Red, _ => Color.Yellow })));
        }
    }

    private static void Line(string sign, JsonNode name, string what, Color color) =>
        Terminal.Data.Write(new Text($"{sign} {(string)name!,-30} {what}\n", new Style(color)));
}
