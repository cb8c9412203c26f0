using Spectre.Console;

namespace Sundog.Cli;

/// <summary>Where output goes: data to standard output, messages to standard error. A terminal gets colour, a pipe gets none.</summary>
internal static class Terminal
{
    /// <summary>Tables and other data.</summary>
    public static IAnsiConsole Data { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Progress, questions and faults.</summary>
    public static IAnsiConsole Messages { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Asks a question; where nobody can answer, the answer is no.</summary>
    public static async Task<bool> AskAsync(string question)
    {
        if (Console.IsInputRedirected)
        {
            Messages.WriteLine($"{question} Nobody is there to answer; --yes does.");
            return false;
        }

        return await new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false }.ShowAsync(Messages, CancellationToken.None);
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (redirected)
        {
            // A pipe has no width; lines in it are not broken.
            console.Profile.Width = 10_000;
        }

        return console;
    }
}
