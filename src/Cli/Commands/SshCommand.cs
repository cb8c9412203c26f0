using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog ssh</c>: a shell in an instance, or one command.</summary>
internal static class SshCommand
{
    public static Command Create()
    {
        var dir = Options.Dir();
        var app = Options.App();
        var worker = Options.Worker();
        var instance = Options.Instance();
        var words = new Argument<string[]>("command") { Description = "A command, instead of a shell", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("environment:ssh", "Enter an instance: a shell, or one command, whose exit code is passed on") { dir, app, worker, instance, words };
        command.Aliases.Add("ssh");
        command.SetAction(async (result, _) =>
        {
            string[] arguments;
            using (var client = await Client.ConnectAsync())
            {
                var environment = await client.EnvironmentAsync(Options.Repository(result.GetValue(dir)));
                var instances = ((string)environment["_links"]!["instances"]!["href"]!)[1..];
                var container = Selection.Container((JsonArray)await client.GetAsync(instances), result.GetValue(app), result.GetValue(worker));
                arguments = [.. ((JsonArray)await client.GetAsync(Enter(instances, container, result.GetValue(instance), result.GetValue(words)!)))
                    .Select(argument => (string)argument!)];
            }

            return Exec.Replace(arguments);
        });
        return command;
    }

    // As ssh does: the words are joined and the shell at the other end reads them, its variables and wildcards included. Unlike ssh, a
    // word with spaces stays one: `-- sh -c 'exit 7'` ends with 7.
    private static string Enter(string instances, string container, int number, string[] words)
    {
        var terminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        var command = words.Length == 0 ? "" : $"&command={Uri.EscapeDataString(words.Length == 1 ? words[0] : string.Join(' ', words.Select(Whole)))}";
        return $"{instances}/{Uri.EscapeDataString(container)}/enter?instance={number}&terminal={(terminal ? "true" : "false")}{command}";

        static string Whole(string word) => word.Length > 0 && !word.Any(char.IsWhiteSpace) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
