using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using Sundog.Cli.Output;
using Sundog.Deployments;
using Sundog.Deployments.Host;
using Sundog.Planning;
using Sundog.Runtime.Local;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog up</c>: validate, build, deploy.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var yes = Options.Yes();
        var strict = new Option<bool>("--strict") { Description = "Refuse versions of programs that differ from those the configuration asks for" };
        var lenient = new Option<bool>("--lenient") { Description = "Understand spellings that the platform refuses" };
        var images = new Option<bool>("--images") { Description = "Run every type from its OCI image, from now on" };
        var host = new Option<bool>("--host") { Description = "Run from this machine's own programs again, but what images.json maps" };
        var init = new Option<string>("--resources-init") { Description = "Where containers that are new get their sizes from: parent (as if not given), default, minimum, or manual: from resources:set, before anything is deployed" };
        init.AcceptOnlyFromAmong("parent", "default", "minimum", "manual");
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done, and do nothing" };
        var command = new Command("up", "Validate, build and deploy; run again, it applies only what changed") { yes, strict, lenient, images, host, init, dryRun };
        var repositories = new RepositoryChoice(command);
        command.SetAction(async (result, _) =>
        {
            var repository = repositories.Find(result);
            if (result.GetValue(dryRun))
            {
                return await PlanCommand.RunAsync(repository, result.GetValue(lenient), json: false);
            }

            var code = ValidateCommand.Check(repository, result.GetValue(lenient), out var configuration);
            if (configuration is null)
            {
                return code;
            }

            bool? all = result.GetValue(images) ? true : result.GetValue(host) ? false : null;
            await Prerequisites.EnsureAsync(
                HostRequirements.Of(configuration, repository, await ImagesAsync(repository, all)), result.GetValue(yes), result.GetValue(strict));
            using var client = await Client.ConnectAsync();
            var answer = await client.PostAsync("push", new JsonObject
            {
                ["directory"] = repository,
                ["lenient"] = result.GetValue(lenient),
                ["strict"] = result.GetValue(strict),
                ["images"] = all,
                ["resources_init"] = result.GetValue(init),
            });
            var success = await ActivityFollower.FollowAsync(client, answer);
            if (!success)
            {
                return 1;
            }

            var environment = await client.EnvironmentAsync(repository);
            InstanceTable.Of((JsonArray)await client.GetAsync(((string)environment["_links"]!["instances"]!["href"]!)[1..])).WriteTo(Terminal.Messages);
            Terminal.Messages.WriteLine();
            Terminal.Messages.WriteLine($"  {environment["_links"]!["public-url"]!["href"]}");
            Terminal.Messages.WriteLine();
            return 0;
        });
        return command;
    }

    // What the environment runs from was said at an earlier deployment, unless it is said now.
    private static async Task<ImageSettings> ImagesAsync(string repository, bool? all)
    {
        if (all is null)
        {
            using var client = await Client.ConnectAsync();
            var known = (JsonArray)await client.GetAsync($"images?directory={Uri.EscapeDataString(repository)}");
            all = known.Any(machine => (string?)machine == Branches.MachineName(Branches.Of(repository)));
        }

        return ImageSettings.Read(StateDirectory.OfThisMachine.ImagesFile, all.Value);
    }
}
