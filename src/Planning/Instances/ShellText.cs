using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>Completes the user's shell text.</summary>
public static class ShellText
{
    private const string EnvironmentScript = "set -a; . /app/.environment; set +a\n";

    /// <summary>A text that is to run with what <c>.environment</c> sets. Everything it assigns is exported: people rely on it.</summary>
    public static string WithEnvironmentScript(string text) => EnvironmentScript + text;

    /// <summary>Commands, with what <c>.environment</c> sets when the application has one.</summary>
    internal static Commands WithEnvironmentScript(Commands commands, bool has) => !has ? commands : new Commands(
        Prefixed(commands.PreStart),
        Prefixed(commands.Start),
        Prefixed(commands.PostStart));

    private static string? Prefixed(string? text) => text is null ? null : WithEnvironmentScript(text);
}
