using System.CommandLine;
using Sundog.Cli;
using Sundog.Cli.Commands;
using Sundog.Planning;
using Sundog.Runtime.Local;

var root = new RootCommand("Runs a repository with an .upsun/config.yaml on this machine.")
{
    UpCommand.Create(),
    DownCommand.Create(),
    PsCommand.Create(),
    SshCommand.Create(),
    LogsCommand.Create(),
    RedeployCommand.Create(),
    RestartCommand.Create(),
    ValidateCommand.Create(),
    ConfigCommand.Create(),
    PlanCommand.Create(),
    DeploymentCommands.Applications(),
    DeploymentCommands.Workers(),
    DeploymentCommands.Services(),
    DeploymentCommands.Routes(),
    DeploymentCommands.Url(),
    RelationshipsCommand.Create(),
    RollbackCommand.Create(),
    ActivityCommands.List(),
    ActivityCommands.Get(),
    ActivityCommands.Log(),
    ActivityCommands.Cancel(),
    CronCommands.List(),
    CronCommands.Run(),
    VariableCommands.List(),
    VariableCommands.Get(),
    VariableCommands.Create(),
    VariableCommands.Update(),
    VariableCommands.Delete(),
    ResourceCommands.Get(),
    ResourceCommands.Set(),
    MountCommands.List(),
    MountCommands.Maintenance(),
    MountCommands.PruneImages(),
    DaemonCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (CliException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return exception.ExitCode;
}
catch (PlanException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (HttpRequestException exception) when (exception.InnerException is CliException inner)
{
    await Console.Error.WriteLineAsync(inner.Message);
    return inner.ExitCode;
}
catch (Exception exception) when (exception is HttpRequestException or IOException)
{
    await Console.Error.WriteLineAsync(
        "The daemon ended before it answered. Instances run on; run the command again, and the next daemon finishes or undoes what was begun.\n"
        + $"({exception.Message}; {Path.Combine(StateDirectory.OfThisMachine.Root, "daemon.log")} may say more)");
    return 1;
}
