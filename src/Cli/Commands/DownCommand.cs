using System.CommandLine;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog down</c>: stop everything.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var volumes = new Option<bool>("--volumes") { Description = "Delete the data of mounts and services too, and the logs" };
        var yes = Options.Yes();
        var command = new Command("down", "Stop everything; the data stays") { volumes, yes };
        var repositories = new RepositoryChoice(command);
        command.SetAction(async (result, _) =>
        {
            var repository = repositories.Find(result);
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(repository);
            var delete = result.GetValue(volumes);
            if (delete && !result.GetValue(yes) && !await Terminal.AskAsync($"Delete all data of the environment {environment["name"]} of {repository}?"))
            {
                throw new CliException("nothing was done");
            }

            var answer = await client.PostAsync($"{((string)environment["_links"]!["#pause"]!["href"]!)[1..]}?volumes={(delete ? "true" : "false")}");
            if (!await ActivityFollower.FollowAsync(client, answer))
            {
                return 1;
            }

            await DaemonLauncher.ReleaseAsync(client);
            return 0;
        });
        return command;
    }
}
