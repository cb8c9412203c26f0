using System.CommandLine;
using System.Runtime.InteropServices;
using Sundog.Runtime.Local;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog daemon</c>: what the other commands speak with. They start it when it is not there.</summary>
internal static class DaemonCommand
{
    public static Command Create()
    {
        var onDemand = new Option<bool>("--on-demand") { Description = "End when nothing is deployed any more", Hidden = true };
        var sockets = new Option<string?>("--sockets") { Description = "Listen on these descriptors", Hidden = true };
        var command = new Command("daemon", "Run the daemon in the foreground") { onDemand, sockets };
        command.SetAction(async (result, cancellation) =>
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                ending.Cancel();
            });
            var successor = await Daemon.Host.RunAsync(
                StateDirectory.OfThisMachine, GuestFolder(), DaemonLauncher.Build, result.GetValue(onDemand), result.GetValue(sockets), ending.Token);
            return successor is null ? 0 : Exec.Replace([.. successor.Command, "--sockets", successor.Sockets]);
        });
        return command;
    }

    /// <summary>Beside the program, or where it was built.</summary>
    private static string GuestFolder()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            foreach (var folder in new[] { Path.Combine(directory, "guest"), Path.Combine(directory, "out", "guest") })
            {
                if (File.Exists(Path.Combine(folder, "bin", "sundog-init")))
                {
                    return folder;
                }
            }
        }

        throw new CliException("sundog-init is not beside the program; it is built by `dotnet publish src/Supervisor`");
    }
}
