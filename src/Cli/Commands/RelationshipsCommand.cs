using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sundog.Configuration;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog relationships</c>: what an instance is told of the services that it may reach, credentials included.</summary>
internal static class RelationshipsCommand
{
    public static Command Create()
    {
        var dir = Options.Dir();
        var app = Options.App();
        var worker = Options.Worker();
        var property = new Option<string?>("--property", "-P") { Description = "Show this property alone: mysql.0.host" };
        var format = Options.Format("yaml", "json");
        var command = new Command("environment:relationships", "Show an instance's relationships, with their credentials") { dir, app, worker, property, format };
        command.Aliases.Add("relationships");
        command.Aliases.Add("rel");
        command.SetAction(async (result, cancellation) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var instances = ((string)environment["_links"]!["instances"]!["href"]!)[1..];
            var container = Selection.Container((JsonArray)await client.GetAsync(instances), result.GetValue(app), result.GetValue(worker));

            // The instance alone is told: whoever may enter it may read them.
            var (code, output) = await Exec.CaptureAsync(await SshCommand.EnterAsync(client, instances, container, 0, "printf %s \"$PLATFORM_RELATIONSHIPS\""), cancellation);
            if (code != 0)
            {
                throw new CliException($"{container} cannot be entered");
            }

            using var relationships = JsonDocument.Parse(output.Length == 0 ? "{}" : Encoding.UTF8.GetString(Convert.FromBase64String(output)));
            var found = Find(relationships.RootElement, result.GetValue(property));
            Console.Out.WriteLine(result.GetValue(format) == "json" ? found.GetRawText() : ValueText.Of(found).ToYaml().TrimEnd('\n'));
            return 0;
        });
        return command;
    }

    private static JsonElement Find(JsonElement relationships, string? property)
    {
        var found = relationships;
        foreach (var step in property?.Split('.') ?? [])
        {
            found = found.ValueKind switch
            {
                JsonValueKind.Object when found.TryGetProperty(step, out var value) => value,
                JsonValueKind.Array when int.TryParse(step, out var index) && index >= 0 && index < found.GetArrayLength() => found[index],
                _ => throw new CliException($"Relationship property not found: {property}"),
            };
        }

        return found;
    }
}
