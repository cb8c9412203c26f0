using System.Globalization;

namespace Sundog.Runtime.Local;

/// <summary>The program that makes containers from bundles: crun, or runc where there is no crun.</summary>
internal sealed class OciRuntime(StateDirectory state)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The program to use on this machine: crun is several times faster.</summary>
    public static string Program { get; } = !Exists("crun") && Exists("runc") ? "runc" : "crun";

    // crun refuses to work where it sees both versions of cgroups.
    private static bool NeedsView => CgroupLayout.OfThisMachine.IsHybrid && Program == "crun";

    private static Tool.Starter? Starter => NeedsView ? CgroupView.Start : null;

    /// <summary>Makes the container; its first process waits to be started, so that its network can be laid before.</summary>
    public async Task CreateAsync(string id, string bundle, CancellationToken cancellation)
    {
        // The container keeps the standard streams of the program that made it; they must be none of ours. The shell only redirects.
        string[] arguments =
        [
            "-c", "log=$1; shift; exec \"$@\" </dev/null >/dev/null 2>>\"$log\"", "sh", Path.Combine(bundle, "oci.log"),
            .. Arguments("create", "--bundle", bundle, id),
        ];
        var (code, _, _) = await Tool.TryRunAsync("/bin/sh", arguments, starter: Starter, cancellation: cancellation).ConfigureAwait(false);
        if (code != 0)
        {
            var log = Path.Combine(bundle, "oci.log");
            var last = File.Exists(log) ? File.ReadLines(log).LastOrDefault() : null;
            throw new RuntimeException($"{Program} could not create the container {id}: {last ?? $"exit code {code}"}");
        }
    }

    /// <summary>Makes the container as above, but its output is handed on line by line.</summary>
    /// <returns>Completes when the container has closed its output.</returns>
    public async Task<Task> CreateAsync(string id, string bundle, Action<string> output, CancellationToken cancellation)
    {
        string[] arguments = ["-c", "exec \"$@\" </dev/null 2>&1", "sh", .. Arguments("create", "--bundle", bundle, id)];
        var (code, closed) = await Tool.LeaveAsync("/bin/sh", arguments, output, Starter, cancellation).ConfigureAwait(false);
        return code == 0 ? closed : throw new RuntimeException($"{Program} could not create the container {id} ({code})");
    }

    /// <summary>Lets the first process run.</summary>
    public Task StartAsync(string id, CancellationToken cancellation) => Tool.RunAsync(Program, Arguments("start", id)[1..], starter: Starter, cancellation: cancellation);

    /// <summary>Changes what a container that runs may use; nothing in it notices.</summary>
    public Task UpdateAsync(string id, string resources, CancellationToken cancellation) =>
        Tool.RunAsync(Program, Arguments("update", "--resources", resources, id)[1..], starter: Starter, cancellation: cancellation);

    /// <summary>Removes what is left of the container, killing what still runs.</summary>
    public async Task DeleteAsync(string id)
    {
        var directory = Path.Combine(state.OciRoot, id);
        if (Directory.Exists(directory))
        {
            await Tool.TryRunAsync(Program, Arguments("delete", "--force", id)[1..], starter: Starter).ConfigureAwait(false);

            // What was cut off while it was made is not known to the program.
            Trees.Delete(directory);
        }
    }

    /// <summary>The containers whose cgroups are below a path, and those with a prefix that were cut off before they had any.</summary>
    public IEnumerable<string> IdsBelow(string cgroup, string prefix) =>
        !Directory.Exists(state.OciRoot) ? [] : Directory.GetDirectories(state.OciRoot)
            .Where(directory => new[] { "state.json", "status" }.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists) is { } file
                ? File.ReadAllText(file).Contains(cgroup, StringComparison.Ordinal)
                : Path.GetFileName(directory).StartsWith(prefix, StringComparison.Ordinal))
            .Select(directory => Path.GetFileName(directory));

    /// <summary>Returns when no container is being made or started by a process that another daemon left behind.</summary>
    public async Task SettleAsync(ExitWatcher exits)
    {
        var working = Directory.GetDirectories("/proc")
            .Where(directory => int.TryParse(Path.GetFileName(directory), out _))
            .Where(directory => IsOurs(directory + "/cmdline"))
            .Select(directory => exits.WaitAsync(int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture)));
        await Task.WhenAny(Task.WhenAll(working), Task.Delay(s_patience)).ConfigureAwait(false);
    }

    private bool IsOurs(string commandLine)
    {
        try
        {
            // Whoever entered an instance stays as long as they like.
            var words = File.ReadAllText(commandLine).Split('\0');
            return words.Contains(state.OciRoot) && !words.Contains("exec");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The program and arguments that run one more process in the container, with no more rights than PID 1 has.</summary>
    /// <param name="id">The container.</param>
    /// <param name="user">The uid and gid of the process; crun takes nothing of this from PID 1.</param>
    /// <param name="directory">Where it starts.</param>
    /// <param name="terminal">Whether it gets one.</param>
    /// <param name="arguments">The command.</param>
    public IReadOnlyList<string> Exec(string id, int user, string directory, bool terminal, IEnumerable<string> arguments) =>
    [
        .. NeedsView ? CgroupView.Prefix : [],
        .. Arguments("exec", "--user", string.Create(CultureInfo.InvariantCulture, $"{user}:{user}"), "--cwd", directory, "--no-new-privs"),
        .. terminal ? ["--tty"] : Array.Empty<string>(), id, .. arguments,
    ];

    private string[] Arguments(string verb, params string[] rest) => [Program, "--root", state.OciRoot, verb, .. rest];

    private static bool Exists(string program) =>
        HostRoot.Path.Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
}
