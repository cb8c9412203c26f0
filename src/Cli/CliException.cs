namespace Sundog.Cli;

/// <summary>The command ends here. The message is for the user.</summary>
internal sealed class CliException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode => exitCode;
}
