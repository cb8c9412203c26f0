using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog restart</c>: restarts the commands of web and workers where they are, as <c>sv restart app</c> does inside.</summary>
internal static class RestartCommand
{
    public static Command Create()
    {
        var dir = Options.Dir();
        var app = Options.App();
        var worker = Options.Worker();
        var command = new Command("restart", "Restart the command of web and of every worker, or of those named, in its container") { dir, app, worker };
        command.SetAction(async (result, cancellation) =>
        {
            using var client = await Client.ConnectAsync();
            var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
            var path = ((string)environment["_links"]!["instances"]!["href"]!)[1..];
            var all = (JsonArray)await client.GetAsync(path);
            var one = result.GetValue(app) is null && result.GetValue(worker) is null ? null : Selection.Container(all, result.GetValue(app), result.GetValue(worker));
            var chosen = all.Where(instance => (string)instance!["kind"]! != "service" && (one is null || (string)instance["name"]! == one)).ToList();
            if (chosen.Count == 0)
            {
                throw new CliException("there is nothing to restart");
            }

            var codes = await Task.WhenAll(chosen.Select(instance => RestartAsync((string)instance!["name"]!, (int)instance["instance"]!)));
            return codes.Max();

            // Longer than any grace: a command that does not obey is killed at the end of it, and then started again.
            async Task<int> RestartAsync(string container, int number)
            {
                var (code, output) = await Exec.CaptureAsync(
                    await SshCommand.EnterAsync(client, path, container, number, "/.sundog/bin/sv -w 3600 restart app"), cancellation);
                Terminal.Messages.WriteLine($"{container}.{number}: {output.Trim()}");
                return code;
            }
        });
        return command;
    }
}
