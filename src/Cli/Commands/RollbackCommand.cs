using System.CommandLine;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog rollback</c>: back to an earlier deployment.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var number = new Argument<int?>("deployment") { Description = "The deployment's number; the one before the current one unless given", Arity = ArgumentArity.ZeroOrOne };
        var dir = Options.Dir();
        var command = new Command("rollback", "Go back to an earlier deployment: its builds and its configuration") { number, dir };
        var wait = new WaitOptions(command);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var path = ((string)environment["_links"]!["#rollback"]!["href"]!)[1..];
            var answer = await client.PostAsync(result.GetValue(number) is { } asked ? $"{path}?deployment={asked}" : path);
            return await wait.FollowAsync(client, answer, result) ? 0 : 1;
        });
        return command;
    }
}
