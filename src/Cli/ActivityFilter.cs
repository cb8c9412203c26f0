using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Sundog.Cli;

/// <summary>The options by which the platform's own client chooses among activities.</summary>
internal sealed class ActivityFilter
{
    private readonly Option<string[]> _types = Several("Only those of a type, for example environment.push", "--type", "-t");
    private readonly Option<string[]> _excluded = Several("None of a type", "--exclude-type", "-x");
    private readonly Option<string[]> _states = Several("Only those in a state: pending, in_progress, complete, cancelled", "--state");
    private readonly Option<string?> _result = new("--result") { Description = "Only those with a result: success, failure" };
    private readonly Option<string?> _start = new("--start") { Description = "Only those made before this time" };
    private readonly Option<bool> _incomplete = new("--incomplete", "-i") { Description = "Only those that wait or run" };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Those of all environments of the project" };
    private readonly Option<string?> _dir = Options.Dir();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="timestamps">Whether <c>-t</c> means something else here.</param>
    public void AddTo(Command command, bool timestamps = false)
    {
        if (timestamps)
        {
            _types.Aliases.Remove("-t");
        }

        foreach (var option in (Option[])[_types, _excluded, _states, _result, _start, _incomplete, _all, _dir])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The newest ones that are meant.</summary>
    public async Task<JsonArray> FindAsync(Client client, ParseResult result, int limit)
    {
        var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(_dir)));
        var states = result.GetValue(_incomplete) ? ["pending", "in_progress"] : result.GetValue(_states) ?? [];
        var query = $"?count={limit}" + Each("type", result.GetValue(_types)) + Each("exclude_type", result.GetValue(_excluded)) + Each("state", states)
            + Each("result", result.GetValue(_result) is { } one ? [one] : []) + Each("starts_at", result.GetValue(_start) is { } start ? [Time(start)] : []);
        var path = result.GetValue(_all) ? $"projects/{environment["project"]}/activities" : ((string)environment["_links"]!["activities"]!["href"]!)[1..];
        return (JsonArray)await client.GetAsync(path + query);
    }

    /// <summary>The one of that id, or the newest one that is meant.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public async Task<JsonNode> FindOneAsync(Client client, ParseResult result, string? id) =>
        (await FindAsync(client, result, int.MaxValue)).FirstOrDefault(one => id is null || (string?)one!["id"] == id)
        ?? throw new CliException(id is null ? "No activities found" : $"Activity not found: {id}");

    private static Option<string[]> Several(string description, string name, params string[] aliases) =>
        new(name, aliases) { Description = description + "; several with commas", CustomParser = parsed => [.. parsed.Tokens.SelectMany(token => token.Value.Split(','))] };

    private static string Each(string key, string[]? values) => string.Concat((values ?? []).Select(value => $"&{key}={Uri.EscapeDataString(value.Trim())}"));

    private static string Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time.ToString("O", CultureInfo.InvariantCulture)
        : throw new CliException($"{text} is no time; write it as 2030-01-31 or 2030-01-31T12:00:00Z");
}
