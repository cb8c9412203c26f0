using System.CommandLine;
using System.Text.Json.Nodes;
using Sundog.Cli.Output;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog activity:list</c>, <c>activity:get</c>, <c>activity:log</c> and <c>activity:cancel</c>.</summary>
internal static class ActivityCommands
{
    public static Command List()
    {
        var filter = new ActivityFilter();
        var limit = new Option<int>("--limit") { Description = "How many", DefaultValueFactory = _ => 10 };
        var command = new Command("activity:list", "Show what was done to the environment") { limit };
        var output = new TableOptions(command);
        var dates = new DateFormat(command);
        command.Aliases.Add("activities");
        command.Aliases.Add("act");
        filter.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var activities = await filter.FindAsync(client, result, result.GetValue(limit));
            var table = new DataTable(
                ("id", "ID"), ("created", "CREATED"), ("completed", "COMPLETED"), ("description", "DESCRIPTION"), ("type", "TYPE"), ("progress", "PROGRESS"),
                ("state", "STATE"), ("result", "RESULT"), ("environments", "ENVIRONMENTS"))
            {
                Usual = "id,created,description,progress,state,result",
            };
            foreach (var activity in activities)
            {
                table.Add(
                    Text(activity, "id"), dates.Text(result, (string?)activity!["created_at"]), dates.Text(result, (string?)activity["completed_at"]), Text(activity, "description"), Text(activity, "type"),
                    $"{activity["completion_percent"]}%", Text(activity, "state"), Text(activity, "result"), (string)activity["environments"]![0]!);
            }

            return output.Print(result, activities, table);
        });
        return command;
    }

    public static Command Get()
    {
        var (id, filter) = (Id(), new ActivityFilter());
        var property = new Option<string?>("--property", "-P") { Description = "Show this property alone" };
        var command = new Command("activity:get", "Show one activity") { id, property };
        var output = new TableOptions(command);
        var dates = new DateFormat(command);
        filter.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var activity = (JsonObject)await filter.FindOneAsync(client, result, result.GetValue(id));
            if (result.GetValue(property) is { } one)
            {
                Console.Out.WriteLine(activity.ContainsKey(one) ? Shown(one) : throw new CliException($"Property not found: {one}"));
                return 0;
            }

            var table = new DataTable(("property", "PROPERTY"), ("value", "VALUE"));
            foreach (var (name, value) in activity.Where(entry => entry.Key != "_links"))
            {
                table.Add(name, value is JsonArray list ? string.Join(", ", list) : Shown(name));
            }

            return output.Print(result, activity, table);

            string Shown(string name) => name.EndsWith("_at", StringComparison.Ordinal) ? dates.Text(result, (string?)activity[name]) : activity[name]?.ToString() ?? "";
        });
        return command;
    }

    public static Command Log()
    {
        var (id, filter) = (Id(), new ActivityFilter());
        var timestamps = new Option<bool>("--timestamps", "-t") { Description = "Show when each line was written" };
        var refresh = new Option<int>("--refresh") { Description = "0 shows what is there and does not wait for more", DefaultValueFactory = _ => 3 };
        var command = new Command("activity:log", "Show the log of an activity, to its end") { id, timestamps, refresh };
        filter.AddTo(command, timestamps: true);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var activity = await filter.FindOneAsync(client, result, result.GetValue(id));
            var log = (string)activity["_links"]!["log"]!["href"]!;
            await ActivityFollower.PrintLogAsync(client, result.GetValue(refresh) == 0 ? log + "?follow=false" : log, result.GetValue(timestamps));
            return 0;
        });
        return command;
    }

    public static Command Cancel()
    {
        var (id, filter) = (Id(), new ActivityFilter());
        var command = new Command("activity:cancel", "Cancel an activity that waits, a cron that runs, or a push that still builds") { id };
        filter.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var activity = await filter.FindOneAsync(client, result, result.GetValue(id));
            await client.PostAsync(((string)activity["_links"]!["#cancel"]!["href"]!)[1..]);
            return 0;
        });
        return command;
    }

    private static Argument<string?> Id() => new("id") { Description = "The activity; the newest one unless given", Arity = ArgumentArity.ZeroOrOne };

    private static string Text(JsonNode? activity, string name) => (string?)activity![name] ?? "";
}
