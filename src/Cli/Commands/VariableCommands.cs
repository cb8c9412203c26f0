using System.CommandLine;
using System.Text.Json.Nodes;
using Sundog.Cli.Output;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog variable:list</c>, <c>:get</c>, <c>:create</c>, <c>:update</c> and <c>:delete</c>.</summary>
internal static class VariableCommands
{
    private const string Sensitive = "[hidden]";

    public static Command List()
    {
        var dir = Options.Dir();
        var level = Level();
        var command = new Command("variable:list", "Show the variables of the project and the environment") { dir, level };
        var output = new TableOptions(command);
        command.Aliases.Add("variables");
        command.Aliases.Add("var");
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var variables = await AllAsync(client, result.GetValue(dir), result.GetValue(level));
            var table = new DataTable(("name", "NAME"), ("level", "LEVEL"), ("value", "VALUE"), ("is_enabled", "ENABLED"));
            foreach (var variable in variables)
            {
                table.Add(
                    (string)variable["name"]!, (string)variable["level"]!, (string?)variable["value"] ?? Sensitive, (bool)variable["is_enabled"]! ? "true" : "false");
            }

            return output.Print(result, new JsonArray([.. variables.Select(variable => variable.DeepClone())]), table);
        });
        return command;
    }

    public static Command Get()
    {
        var name = Name();
        var dir = Options.Dir();
        var level = Level();
        var command = new Command("variable:get", "Show the value of a variable") { name, dir, level };
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var variable = await FindAsync(client, result.GetValue(dir), result.GetValue(level), result.GetValue(name)!);
            Console.Out.WriteLine((string?)variable["value"] ?? throw new CliException("the variable is sensitive; its value is told to instances only"));
            return 0;
        });
        return command;
    }

    public static Command Create() => Keep("variable:create", "Make a variable and apply it", isNew: true);

    public static Command Update() => Keep("variable:update", "Change a variable and apply it", isNew: false);

    public static Command Delete()
    {
        var name = Name();
        var dir = Options.Dir();
        var level = Level();
        var yes = Options.Yes();
        var command = new Command("variable:delete", "Delete a variable and apply that") { name, dir, level, yes };
        var wait = new WaitOptions(command);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var variable = await FindAsync(client, result.GetValue(dir), result.GetValue(level), result.GetValue(name)!);
            if (!result.GetValue(yes) && !await Terminal.AskAsync($"Delete the variable {variable["name"]} of the {variable["level"]}?"))
            {
                throw new CliException("nothing was done");
            }

            return await FollowAllAsync(wait, result, client, await client.DeleteAsync(((string)variable["_links"]!["self"]!["href"]!)[1..]));
        });
        return command;
    }

    private static Command Keep(string verb, string description, bool isNew)
    {
        var name = Name();
        var dir = Options.Dir();
        var level = Level();
        var value = new Option<string?>("--value") { Description = "Its value; read from standard input when not given" };
        var prefix = new Option<string?>("--prefix") { Description = "env: for an environment variable" };
        var json = Flag("--json", "Whether the value is JSON");
        var sensitive = Flag("--sensitive", "Whether the value is shown to nobody but instances");
        var build = Flag("--visible-build", "Whether builds see it");
        var runtime = Flag("--visible-runtime", "Whether instances see it");
        var inheritable = Flag("--inheritable", "Whether environments of other branches have it from the main one");
        var enabled = Flag("--enabled", "Whether it is in force");
        var scope = new Option<string?>("--app-scope") { Description = "The application that sees it, instead of all" };
        var command = new Command(verb, description) { name, dir, level, value, prefix, json, sensitive, build, runtime, inheritable, enabled, scope };
        var wait = new WaitOptions(command);
        command.SetAction(async (result, _) =>
        {
            var body = new JsonObject();
            Set(body, "is_json", result.GetValue(json));
            Set(body, "is_sensitive", result.GetValue(sensitive));
            Set(body, "visible_build", result.GetValue(build));
            Set(body, "visible_runtime", result.GetValue(runtime));
            Set(body, "is_inheritable", result.GetValue(inheritable));
            Set(body, "is_enabled", result.GetValue(enabled));
            if (result.GetValue(scope) is { } application)
            {
                body["application_scope"] = new JsonArray(application);
            }

            // A secret is better not on a command line, where every process of the machine can read it.
            var text = result.GetValue(value) ?? (isNew ? (await Console.In.ReadToEndAsync(CancellationToken.None)).TrimEnd('\n') : null);
            if (text is not null)
            {
                body["value"] = text;
            }

            using var client = await Client.ConnectAsync();
            var full = (result.GetValue(prefix)?.TrimEnd(':') is { Length: > 0 } front && front != "none" ? front + ":" : "") + result.GetValue(name);
            if (!isNew)
            {
                var variable = await FindAsync(client, result.GetValue(dir), result.GetValue(level), full);
                return await FollowAllAsync(wait, result, client, await client.PatchAsync(((string)variable["_links"]!["self"]!["href"]!)[1..], body));
            }

            body["name"] = full;
            return await FollowAllAsync(wait, result, client, await client.PostAsync(await CollectionAsync(client, result.GetValue(dir), result.GetValue(level) ?? "environment"), body));
        });
        return command;
    }

    private static async Task<List<JsonNode>> AllAsync(Client client, string? dir, string? level)
    {
        var all = new List<JsonNode>();
        foreach (var one in level is null ? ["project", "environment"] : new[] { level })
        {
            all.AddRange(((JsonArray)await client.GetAsync(await CollectionAsync(client, dir, one))).OfType<JsonNode>());
        }

        return all;
    }

    // Of two of one name the environment's is meant: it is the one in force.
    private static async Task<JsonNode> FindAsync(Client client, string? dir, string? level, string name) =>
        (await AllAsync(client, dir, level)).LastOrDefault(variable => (string)variable["name"]! == name)
        ?? throw new CliException($"Variable not found: {name}");

    private static async Task<string> CollectionAsync(Client client, string? dir, string level)
    {
        var environment = await client.EnvironmentAsync(Options.Repository(dir));
        return level == "project"
            ? $"projects/{environment["project"]}/variables"
            : ((string)environment["_links"]!["#variables"]!["href"]!)[1..];
    }

    private static async Task<int> FollowAllAsync(WaitOptions wait, ParseResult result, Client client, JsonNode answer)
    {
        var success = true;
        foreach (var activity in (JsonArray)answer["_embedded"]!["activities"]!)
        {
            success &= await wait.FollowAsync(client, activity!, result);
        }

        return success ? 0 : 1;
    }

    private static Argument<string> Name() => new("name") { Description = "Its name, with env: in front for an environment variable" };

    private static Option<string?> Level()
    {
        var option = new Option<string?>("--level", "-l") { Description = "project or environment" };
        option.AcceptOnlyFromAmong("project", "environment");
        return option;
    }

    private static Option<bool?> Flag(string name, string description) => new(name) { Description = description };

    private static void Set(JsonObject body, string key, bool? flag)
    {
        if (flag is { } set)
        {
            body[key] = set;
        }
    }
}
