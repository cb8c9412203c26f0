using System.Reflection;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime.Local;

namespace Sundog.Runtime.Tests;

/// <summary>A state directory of its own, in which instances are started as a deployment would.</summary>
internal sealed class Machine : IAsyncDisposable
{
    public const int User = 1_900_500_001;

    private static readonly string s_guest = typeof(Machine).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Guest").Value!;

    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-runtime-").FullName;

    /// <summary>An empty one.</summary>
    /// <param name="program">The OCI runtime; null: the one that is used on this machine.</param>
    public Machine(string? program = null)
    {
        State = new StateDirectory(Path.Combine(_directory, "lib"), Path.Combine(_directory, "run"));
        State.Create();
        Runtime = new LocalRuntime(State, s_guest, program);
        foreach (var script in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Guest")))
        {
            Directory.CreateDirectory(App);
            File.Copy(script, Path.Combine(App, Path.GetFileName(script)));
        }
    }

    public StateDirectory State { get; }

    public LocalRuntime Runtime { get; private set; }

    /// <summary>What another daemon does that comes after this one.</summary>
    /// <param name="program">The OCI runtime that it makes containers with.</param>
    public void Succeed(string program)
    {
        Runtime.Dispose();
        Runtime = new LocalRuntime(State, s_guest, program);
    }

    public EnvironmentName Environment { get; } = new("test" + Guid.NewGuid().ToString("N")[..8], "main");

    /// <summary>What instances see at <c>/app</c>.</summary>
    public string App => Path.Combine(_directory, "app");

    public static InstancePlan Instance(string container, string start = "exec sleep infinity", int number = 0) => new()
    {
        Name = new InstanceName(container, number),
        Kind = container.Contains("--", StringComparison.Ordinal) ? InstanceKind.Worker : InstanceKind.Web,
        Application = container.Split("--")[0],
        Type = new ImageType("python", "3.12"),
        Commands = new Commands(null, start, null),
        Directory = "/app",
        Environment = new([new("HOME", "/app"), new("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")]),
        RunConfiguration = "{}",
        HasInternet = true,
        Limits = new Limits(0.5, 224, 256),
        Grace = TimeSpan.FromSeconds(2),
    };

    public Plan Plan(IEnumerable<InstancePlan> instances, params Cable[] cables) =>
        new(Environment, [], instances.ToSequence(), cables.ToSequence());

    /// <summary>The files that are disks at the moment.</summary>
    public static IEnumerable<string> Disks() => Directory.GetDirectories("/sys/block", "loop*").Select(device => Read(Path.Combine(device, "loop/backing_file")));

    /// <summary>Starts all instances of a plan and waits until their commands run.</summary>
    public async Task StartAsync(Plan plan)
    {
        foreach (var instance in plan.Instances)
        {
            foreach (var mount in instance.Mounts)
            {
                Directory.CreateDirectory(App + mount.Target["/app".Length..]);
            }
        }

        await Task.WhenAll(plan.Instances.Select(instance =>
            Runtime.StartAsync(new Launch(Environment, User, instance, [.. plan.CablesAt(instance.Name)], App), Cancellation)));
        await Runtime.ArrangeAsync(plan, Cancellation);
        foreach (var instance in plan.Instances)
        {
            await Runtime.WaitReadyAsync(Environment, instance.Name, TimeSpan.FromSeconds(60), Cancellation);
        }
    }

    public Task StartAsync(params InstancePlan[] instances) => StartAsync(Plan(instances));

    /// <summary>The lines that a command prints in an instance, entered as by <c>sundog ssh</c>.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(InstanceName instance, string text)
    {
        var lines = new List<string>();
        await Runtime.ExecuteAsync(Environment, instance, text, "test", line => { lock (lines) { lines.Add(line); } }, Cancellation);
        return lines;
    }

    public Task<IReadOnlyList<string>> RunAsync(string container, string text) => RunAsync(new InstanceName(container, 0), text);

    /// <summary>The exit code of a command in an instance.</summary>
    public Task<int> ExitAsync(string container, string text) =>
        Runtime.ExecuteAsync(Environment, new InstanceName(container, 0), text, "test", _ => { }, Cancellation);

    /// <summary>Runs a command as a build's only step.</summary>
    public async Task<(int Code, IReadOnlyList<string> Lines)> BuildAsync(string command)
    {
        var lines = new List<string>();
        var plan = new BuildPlan
        {
            Application = "shop",
            Type = new ImageType("python", "3.12"),
            TreeId = "0",
            Id = "0",
            SourceRoot = "",
            Steps = [new BuildStep("Building", command)],
            Environment = new([new("PLATFORM_CACHE_DIR", "/mnt"), new("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")]),
            MountPoints = [],
        };
        Runtime.Own(App, User);
        var code = await Runtime.BuildAsync(
            new BuildLaunch(Environment, User, plan, App, Path.Combine(_directory, "cache")), line => { lock (lines) { lines.Add(line.Trim()); } }, Cancellation);
        return (code, lines[1..]);
    }

    public async Task StopAsync(string container, int number = 0) =>
        await Runtime.StopAsync(Environment, new InstanceName(container, number), TimeSpan.FromSeconds(2), Cancellation);

    public int InitPid(string container, int number = 0) =>
        Runtime.Observe(Environment).Single(one => one.Name == new InstanceName(container, number)).InitPid;

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in Runtime.Running(Environment))
        {
            await Runtime.StopAsync(Environment, instance.Name, TimeSpan.Zero, CancellationToken.None);
        }

        await Runtime.RemoveAsync(Environment, volumes: true, CancellationToken.None);
        Runtime.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
