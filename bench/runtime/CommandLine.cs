using System.Globalization;

namespace Sundog.Runtime.Bench;

/// <summary>The program as people use it: its own start, <c>ps</c>, <c>up</c> and <c>down</c> of many instances, and a daemon that has nothing
/// to do.</summary>
internal sealed class CommandLine(string program, string directory) : IAsyncDisposable
{
    private readonly string _project = Path.Combine(directory, "project");

    public async Task RunAsync(IReadOnlyList<int> counts, int idle)
    {
        Environment.SetEnvironmentVariable("SUNDOG_STATE", Path.Combine(directory, "cli-lib"));
        Environment.SetEnvironmentVariable("SUNDOG_RUN", Path.Combine(directory, "cli-run"));
        Environment.SetEnvironmentVariable("SUNDOG_PORT", Environment.GetEnvironmentVariable("SUNDOG_PORT") ?? "8140");
        Directory.CreateDirectory(Path.Combine(_project, ".upsun"));
        await Shell.RunAsync("git", "-C", _project, "init", "--quiet");

        // Commands are about the project of the current directory.
        Directory.SetCurrentDirectory(_project);
        await Measure.RepeatAsync("sundog --version", 30, _ => Shell.RunAsync(program, "--version"));
        foreach (var count in counts.Append(idle).Where(count => count > 0))
        {
            await File.WriteAllTextAsync(Path.Combine(_project, ".upsun/config.yaml"), Configuration(count));
            await UpAsync($"sundog up of {count} instances");
            if (count == 50)
            {
                await Measure.RepeatAsync("sundog ps of 50 instances", 20, _ => Run("ps"));
                await IdleAsync();
                Measure.Line("sundog up, nothing changed", await Measure.OnceAsync(() => Run("up", "--yes")), "ms");
            }

            Measure.Line($"sundog down of {count} instances", await Measure.OnceAsync(() => Run("down")), "ms");
            if (count != idle)
            {
                await UpAsync("  up again, the build is there");
                await Run("down");
            }
        }
    }

    public async ValueTask DisposeAsync() => await Shell.TryAsync(program, "down", "--volumes", "--yes");

    private async Task UpAsync(string name)
    {
        Measure.Line(name, await Measure.OnceAsync(() => Run("up", "--yes")), "ms");
        var running = (await Run("ps")).Split('\n').Count(line => line.Contains(" running ", StringComparison.Ordinal));
        Console.WriteLine($"  running, as ps tells: {running}; load average {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}");
    }

    private static string Configuration(int count) => $"""
        applications:
          app:
            type: "python:3.14"
            web:
              commands:
                start: exec python3 -m http.server $PORT
            workers:
        {string.Join('\n', Enumerable.Range(1, count - 1).Select(Worker))}

        """;

    private static string Worker(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"      queue{number}:\n        commands:\n          start: exec sleep infinity");

    /// <summary>What the daemon does in half a minute in which nothing happens.</summary>
    private static async Task IdleAsync()
    {
        var pid = Directory.GetDirectories("/proc").Select(path => Path.GetFileName(path)).First(name => int.TryParse(name, out _) && IsDaemon(name));

        // Threads that were needed before end after 20 seconds in which they were not.
        await Task.Delay(TimeSpan.FromSeconds(25));
        var (before, bytes) = (Switches(pid), Written(pid));
        await Task.Delay(TimeSpan.FromSeconds(30));
        Measure.Line("wake-ups of the idle daemon, 50 instances", Switches(pid).Sum(thread => thread.Value - before.GetValueOrDefault(thread.Key)) / 30.0, "a second");
        Measure.Line("  bytes that it wrote", Written(pid) - bytes, "in 30 s");
    }

    private static bool IsDaemon(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains("\0daemon\0", StringComparison.Ordinal)
                && File.ReadAllText($"/proc/{pid}/environ").Contains($"SUNDOG_RUN={Environment.GetEnvironmentVariable("SUNDOG_RUN")}", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A thread that sleeps does so of its own will: each such switch is one wake-up.
    private static Dictionary<string, long> Switches(string pid) =>
        Directory.GetDirectories($"/proc/{pid}/task").ToDictionary(task => task, task => Field($"{task}/status", "voluntary_ctxt_switches:"));

    private static long Written(string pid) => Field($"/proc/{pid}/io", "wchar:");

    private static long Field(string file, string name) =>
        long.Parse(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim(), CultureInfo.InvariantCulture);

    private Task<string> Run(params string[] arguments) => Shell.RunAsync(program, arguments);
}
