using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sundog.Cli;

/// <summary>The options <c>--wait</c> and <c>--no-wait</c> of the platform's own client, for commands that begin an activity.</summary>
internal sealed class WaitOptions
{
    private readonly Option<bool> _noWait = new("--no-wait", "-W") { Description = "Do not wait for the end" };

    /// <summary>Adds the options to a command.</summary>
    public WaitOptions(Command command)
    {
        command.Options.Add(_noWait);
        command.Options.Add(new Option<bool>("--wait") { Description = "Wait for the end (that is what is done unless told otherwise)" });
    }

    /// <summary>Prints the log of an activity to its end, unless nobody wants to wait for it.</summary>
    /// <returns>Whether it succeeded, as far as was waited.</returns>
    public async Task<bool> FollowAsync(Client client, JsonNode answer, ParseResult result) =>
        result.GetValue(_noWait) || await ActivityFollower.FollowAsync(client, answer);
}
