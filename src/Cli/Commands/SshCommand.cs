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
                arguments = await EnterAsync(client, instances, container, result.GetValue(instance), result.GetValue(words)!);
            }

            return Exec.Replace(arguments);
        });
        return command;
    }

    /// <summary>The program that enters an instance, with its arguments.</summary>
    /// <param name="client">The daemon.</param>
    /// <param name="instances">The path of the environment's instances.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="number">The instance's number.</param>
    /// <param name="words">A command; none for a shell.</param>
    public static async Task<string[]> EnterAsync(Client client, string instances, string container, int number, params string[] words)
    {
        // As ssh does: the words are joined and the shell at the other end reads them, its variables and wildcards included. Unlike ssh, a
        // word with spaces stays one: `-- sh -c 'exit 7'` ends with 7.
        var terminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        var command = words.Length == 0 ? "" : $"&command={Uri.EscapeDataString(words.Length == 1 ? words[0] : string.Join(' ', words.Select(Whole)))}";
        var path = $"{instances}/{Uri.EscapeDataString(container)}/enter?instance={number}&terminal={(terminal ? "true" : "false")}{command}";
        return [.. ((JsonArray)await client.GetAsync(path)).Select(argument => (string)argument!)];

        static string Whole(string word) => word.Length > 0 && !word.Any(char.IsWhiteSpace) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
