using System.Diagnostics;
using System.Reflection;

namespace Sundog.Acceptance.Tests;

/// <summary>The built program with a state of its own, so that several of them, and whatever else the machine runs, do not meet.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly string s_root = typeof(Machine).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Root").Value!;

    private readonly PortRange _ports = new();

    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-").FullName;

    public Machine() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to make containers and networks");

    /// <summary>What <c>./build</c> made, unless <c>SUNDOG_PROGRAM</c> names another one.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("SUNDOG_PROGRAM") ?? Path.Combine(s_root, "out/bin/sundog");

    public static string Examples { get; } = Path.Combine(s_root, "examples");

    /// <summary>Where builds and what tests keep go.</summary>
    public static string Output { get; } = Path.Combine(s_root, "out");

    public string State => Path.Combine(_directory, "state");

    public string Run => Path.Combine(_directory, "run");

    /// <summary>What the program has in its environment beside the usual.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>An empty directory that goes with the machine.</summary>
    public string MakeDirectory(string name) => Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;

    /// <summary>The daemon; null when there is none.</summary>
    public int? Daemon => Processes.All()
        .Where(pid => Processes.Arguments(pid).Contains("daemon") && Processes.Environment(pid).Contains($"SUNDOG_RUN={Run}"))
        .Select(pid => (int?)pid).FirstOrDefault();

    /// <summary>Runs the program to its end.</summary>
    public async Task<Outcome> RunAsync(string directory, params string[] arguments)
    {
        using var process = Start(directory, arguments);
        process.StandardInput.Close();
        return await process.EndAsync();
    }

    /// <summary>Starts the program, or another one that is to run it.</summary>
    public Process Start(string directory, string[] arguments, string? program = null)
    {
        Assert.True(File.Exists(Program), $"{Program} is not built; ./build does");
        var start = new ProcessStartInfo(program ?? Program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SUNDOG_STATE"] = State, ["SUNDOG_RUN"] = Run, ["SUNDOG_PORT"] = $"{_ports.First}" },
        };
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public async Task KillDaemonAsync(string signal)
    {
        if (Daemon is { } pid)
        {
            await Command.RunAsync("kill", $"-{signal}", $"{pid}");
            await Until.TrueAsync(() => !Processes.Exists(pid), "the daemon to end");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A test that failed in the middle left its project up.
        if (Directory.Exists(Path.Combine(State, "environments")))
        {
            foreach (var project in Directory.GetDirectories(_directory).Where(one => Directory.Exists(Path.Combine(one, ".upsun"))))
            {
                await RunAsync(project, "down", "--volumes", "--yes");
            }
        }

        await KillDaemonAsync("TERM");
        Directory.Delete(_directory, recursive: true);
        _ports.Dispose();
    }
}

/// <summary>What a command did.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>Both outputs.</summary>
    public string All => Output + Error;

    public Outcome Succeeded()
    {
        Assert.True(Code == 0, $"exit code {Code}\n{All}");
        return this;
    }
}

/// <summary>Programs of this machine.</summary>
internal static class Command
{
    public static async Task<Outcome> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        return await process.EndAsync();
    }

    public static async Task<Outcome> EndAsync(this Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(process.ExitCode, await output, await error);
    }
}
