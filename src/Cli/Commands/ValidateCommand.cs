using System.CommandLine;
using Spectre.Console;
using Sundog.Configuration;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog validate</c>: each fault of the configuration, with its place and what to write instead.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var lenient = new Option<bool>("--lenient") { Description = "Understand spellings that the platform refuses" };
        var format = Options.Format("text", "json", "sarif");
        var command = new Command("validate", "Check the configuration") { format, lenient };
        var repositories = new RepositoryChoice(command);
        command.SetAction(result =>
        {
            var repository = repositories.Find(result);
            if (result.GetValue(format) is var asked && asked != "text")
            {
                var read = ConfigurationReader.Read(new DirectoryFiles(repository), new ReadOptions(result.GetValue(lenient)));
                Console.Out.WriteLine(asked == "json" ? DiagnosticJson.Render(read) : DiagnosticSarif.Render(read, Version));
                return read.ExitCode();
            }

            var code = Check(repository, result.GetValue(lenient), out var configuration);
            if (configuration is not null)
            {
                Terminal.Messages.WriteLine("The configuration is valid.");
            }

            return code;
        });
        return command;
    }

    /// <summary>Reads the configuration and prints what is wrong with it.</summary>
    /// <returns>0 when it is valid, 1 when it has errors, 2 when it could not be read.</returns>
    public static int Check(string repository, bool lenient, out ProjectConfiguration? configuration)
    {
        var read = Read(repository, lenient);
        configuration = read.Configuration;
        return read.ExitCode();
    }

    /// <summary>Reads the configuration and prints what is wrong with it.</summary>
    public static ReadResult Read(string repository, bool lenient)
    {
        var read = ConfigurationReader.Read(new DirectoryFiles(repository), new ReadOptions(lenient));
        Console.Error.Write(DiagnosticText.Render(read.Diagnostics, read.Sources, Console.IsErrorRedirected ? null : Paint));
        return read;
    }

    /// <summary>0 when it is valid, 1 when it has errors, 2 when it could not be read.</summary>
    public static int ExitCode(this ReadResult read) => read.NothingToRead ? 2 : read.IsValid ? 0 : 1;

    private static string Version => typeof(ValidateCommand).Assembly.GetName().Version!.ToString(3);

    private static string Paint(DiagnosticPart part, string text) => part switch
    {
        DiagnosticPart.Error => $"\e[1;31m{text}\e[0m",
        DiagnosticPart.Warning => $"\e[1;33m{text}\e[0m",
        DiagnosticPart.Caret => $"\e[1;32m{text}\e[0m",
        _ => text,
    };
}
