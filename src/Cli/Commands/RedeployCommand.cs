using System.CommandLine;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog redeploy</c>: restart web and workers as they were deployed.</summary>
internal static class RedeployCommand
{
    public static Command Create()
    {
        var dir = Options.Dir();
        var command = new Command("environment:redeploy", "Restart web and workers as they were deployed, without a build") { dir };
        command.Aliases.Add("redeploy");
        var wait = new WaitOptions(command);
        command.SetAction(async (result, _) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var answer = await client.PostAsync(((string)environment["_links"]!["#redeploy"]!["href"]!)[1..]);
            return await wait.FollowAsync(client, answer, result) ? 0 : 1;
        });
        return command;
    }
}
