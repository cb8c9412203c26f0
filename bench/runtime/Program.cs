using System.Globalization;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime;
using Sundog.Runtime.Bench;
using Sundog.Runtime.Local;

// dotnet run -c Release --project bench/runtime -- GUEST [PROGRAM] [--counts 3,30,50,100] [--idle 1000] [--cli-only]: the folder that holds bin/sundog-init; the
// program, ahead-of-time compiled, for what people wait for; how many instances at once; how many at most.
if (args is not [var guest, ..])
{
    await Console.Error.WriteLineAsync("usage: GUEST [PROGRAM] [--counts N,N...] [--idle N] [--cli-only]   GUEST is the folder that holds bin/sundog-init");
    return 2;
}

var program = args.Length > 1 && !args[1].StartsWith('-') ? Path.GetFullPath(args[1]) : null;
const int WarmUps = 20;
var counts = Option("--counts", "3,30,50,100").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(count => int.Parse(count, CultureInfo.InvariantCulture)).ToArray();
var idle = int.Parse(Option("--idle", "0"), CultureInfo.InvariantCulture);
var directory = Directory.CreateTempSubdirectory("sundog-bench-").FullName;
var state = new StateDirectory(Path.Combine(directory, "lib"), Path.Combine(directory, "run"));
state.Create();
var environment = new EnvironmentName("bench", "main");
using var runtime = new LocalRuntime(state, Path.GetFullPath(guest));
try
{
    Measure.Machine();
    if (!args.Contains("--cli-only"))
    {
        await ContainersAsync();
    }

    if (program is not null)
    {
        await using var commandLine = new CommandLine(program, directory);
        await commandLine.RunAsync([.. counts.Where(count => count >= 50)], idle);
        Measure.Machine();
    }

    return 0;
}
catch (InvalidOperationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
finally
{
    foreach (var instance in runtime.Running(environment))
    {
        await runtime.StopAsync(environment, instance.Name, TimeSpan.Zero, CancellationToken.None);
    }

    await runtime.RemoveAsync(environment, volumes: true, CancellationToken.None);
    Directory.Delete(directory, recursive: true);
}

async Task ContainersAsync()
{
    await using (var peers = new Peers(directory))
    {
        await peers.RunAsync(20);
    }

    // This program is compiled while it runs, unlike the daemon: the first rounds are not counted.
    for (var i = 0; i < WarmUps; i++)
    {
        await StartAsync(Instance(0));
        await StopAsync(0);
    }

    await Measure.RepeatAsync("sundog: one instance started", 20, _ => StartAsync(Instance(0)), _ => StopAsync(0));
    await Measure.RepeatAsync("sundog: the same without a way out", 20, _ => StartAsync(Instance(0) with { HasInternet = false }), _ => StopAsync(0));
    foreach (var count in counts)
    {
        var all = Enumerable.Range(0, count).ToList();
        Measure.Line($"sundog: {count} instances started at once", await Measure.OnceAsync(() => Task.WhenAll(all.Select(i => StartAsync(Instance(i))))), "ms");
        var observed = runtime.Observe(environment);
        Measure.Line("  memory of each, as its cgroup counts", observed.Average(one => one.Memory ?? 0) / (1 << 20), "MiB");
        Measure.Line("  memory of each, proportional set size", observed.Average(one => Pss(one.InitPid) + (one.Pid is { } pid ? Pss(pid) : 0)) / 1024, "MiB");
        Measure.Line("  stopped at once", await Measure.OnceAsync(() => Task.WhenAll(all.Select(StopAsync))), "ms");
    }

    Measure.Machine();
}

string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;

Task StartAsync(InstancePlan plan) => runtime.StartAsync(new Launch(environment, 1_900_600_001, plan, [], null), CancellationToken.None);

Task StopAsync(int number) => runtime.StopAsync(environment, new InstanceName("app", number), TimeSpan.FromSeconds(5), CancellationToken.None);

static InstancePlan Instance(int number) => new()
{
    Name = new InstanceName("app", number),
    Kind = InstanceKind.Worker,
    Application = "app",
    Type = new ImageType("python", "3.12"),
    Commands = new Commands(null, "exec sleep infinity", null),
    Directory = "/tmp",
    Environment = new([new("PATH", "/usr/bin:/bin")]),
    RunConfiguration = "{}",
    HasInternet = true,
    Limits = new Limits(0.5, 224, 4096),
    Grace = TimeSpan.FromSeconds(5),
};

static double Pss(int pid)
{
    try
    {
        var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
    catch (IOException)
    {
        return 0;
    }
}
