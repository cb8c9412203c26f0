using System.Text.Json.Nodes;
using Spectre.Console;

namespace Sundog.Cli;

/// <summary>Shows an activity as it goes on.</summary>
internal static class ActivityFollower
{
    /// <summary>Prints the log of the activity that an answer began, or of an activity itself, to its end.</summary>
    /// <returns>Whether it succeeded.</returns>
    public static async Task<bool> FollowAsync(Client client, JsonNode answer)
    {
        var activity = answer["_embedded"]?["activities"]?[0] ?? answer;
        var self = (string)activity["_links"]!["self"]!["href"]!;
        await PrintLogAsync(client, (string)activity["_links"]!["log"]!["href"]!);
        return (string?)(await client.GetAsync(self[1..]))["result"] == "success";
    }

    /// <summary>Prints a log, to its end.</summary>
    public static async Task PrintLogAsync(Client client, string href, bool timestamps = false)
    {
        await foreach (var line in client.LinesAsync(href[1..]))
        {
            if (JsonNode.Parse(line)?["data"] is { } data)
            {
                Print((timestamps ? $"[{data["timestamp"]}] " : "") + ((string)data["message"]!).TrimEnd('\n'));
            }
        }
    }

    private static void Print(string line)
    {
        var style = line.StartsWith("  ", StringComparison.Ordinal) ? new Style(Color.Grey)
            : line.StartsWith("Warning", StringComparison.Ordinal) || line.Contains(": warning ", StringComparison.Ordinal) ? new Style(Color.Yellow)
            : line.Contains(": error ", StringComparison.Ordinal) ? new Style(Color.Red)
            : Style.Plain;
        Terminal.Messages.Write(new Text(line + "\n", style));
    }
}
