using System.Globalization;

namespace Sundog.Runtime.Local;

/// <summary>The program that makes containers from bundles: crun, or runc where there is no crun. A container belongs to the one that made
/// it, whichever of them makes new ones now.</summary>
/// <param name="state">Where it keeps what it knows of its containers.</param>
/// <param name="program">Which makes new ones; null: what this machine has, crun first because it is several times faster.</param>
internal sealed class OciRuntime(StateDirectory state, string? program = null)
{
    private const string Crun = "crun", Runc = "runc";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly string s_usual = !Exists(Crun) && Exists(Runc) ? Runc : Crun;

    private readonly string _program = program ?? s_usual;

    // The program of a container: each of the two keeps another file.
    private string ProgramOf(string id) =>
        File.Exists(FileOf(id, "state.json")) ? Runc
        : File.Exists(FileOf(id, "status")) ? Crun
        : _program;

    private string FileOf(string id, string name) => Path.Combine(state.OciRoot, id, name);

    // crun refuses to work where it sees both versions of cgroups.
    private static bool NeedsView(string program) => CgroupLayout.OfThisMachine.IsHybrid && program == Crun;

    private static Tool.Starter? StarterOf(string program) => NeedsView(program) ? CgroupView.Start : null;

    /// <summary>Makes the container; its first process waits to be started, so that its network can be laid before.</summary>
    /// <param name="id">The container.</param>
    /// <param name="bundle">What it is made from.</param>
    /// <param name="handed">The two directories that its first process finds open, as descriptors 3 and 4.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task CreateAsync(string id, string bundle, (HandedDirectory, HandedDirectory) handed, CancellationToken cancellation)
    {
        // The container keeps the standard streams of the program that made it; they must be none of ours. The shell only redirects.
        string[] arguments =
        [
            "-c", "exec </dev/null >/dev/null 2>>\"$1\" 3<\"$2\" 4<\"$3\"; shift 3; exec \"$@\"", "sh",
            Path.Combine(bundle, "oci.log"), handed.Item1.Path, handed.Item2.Path,
            .. Arguments(_program, "create", "--bundle", bundle, "--preserve-fds", "2", id),
        ];
        var (code, _, _) = await Tool.TryRunAsync("/bin/sh", arguments, starter: StarterOf(_program), cancellation: cancellation).ConfigureAwait(false);
        if (code != 0)
        {
            var log = Path.Combine(bundle, "oci.log");
            var last = File.Exists(log) ? File.ReadLines(log).LastOrDefault() : null;
            throw new RuntimeException($"{_program} could not create the container {id}: {last ?? $"exit code {code}"}");
        }

        SeccompProfile.Keep(FileOf(id, "seccomp.bpf"));
    }

    /// <summary>Makes the container as above, but its output is handed on line by line.</summary>
    /// <returns>Completes when the container has closed its output.</returns>
    public async Task<Task> CreateAsync(string id, string bundle, Action<string> output, CancellationToken cancellation)
    {
        string[] arguments = ["-c", "exec \"$@\" </dev/null 2>&1", "sh", .. Arguments(_program, "create", "--bundle", bundle, id)];
        var (code, closed) = await Tool.LeaveAsync("/bin/sh", arguments, output, StarterOf(_program), cancellation).ConfigureAwait(false);
        return code == 0 ? closed : throw new RuntimeException($"{_program} could not create the container {id} ({code})");
    }

    /// <summary>Lets the first process run.</summary>
    public Task StartAsync(string id, CancellationToken cancellation) =>
        ProgramOf(id) == Crun && StartPipe.TryOpen(FileOf(id, "exec.fifo")) ? Task.CompletedTask : RunAsync("start", id, [], cancellation);

    /// <summary>Changes what a container that runs may use; nothing in it notices.</summary>
    public Task UpdateAsync(string id, string resources, CancellationToken cancellation) =>
        RunAsync("update", id, ["--resources", resources], cancellation);

    /// <summary>Removes what is left of the container, killing what still runs.</summary>
    public async Task DeleteAsync(string id)
    {
        var directory = Path.Combine(state.OciRoot, id);
        if (Directory.Exists(directory))
        {
            var program = ProgramOf(id);
            await Tool.TryRunAsync(program, Arguments(program, "delete", "--force", id)[1..], starter: StarterOf(program)).ConfigureAwait(false);

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
        // Whoever entered an instance stays as long as they like.
        var working = Processes(words => !words.Contains("exec")).Select(exits.WaitAsync);
        await Task.WhenAny(Task.WhenAll(working), Task.Delay(s_patience)).ConfigureAwait(false);
    }

    /// <summary>The processes that are about to enter a container with a command that has some word.</summary>
    public IEnumerable<int> Entering(string id, string word) =>
        Processes(words => words.Contains("exec") && words.Contains(id) && words.Contains(word));

    // The programs at work on our containers, this daemon's or another one's before.
    private IEnumerable<int> Processes(Func<string[], bool> condition)
    {
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var pid)
                && KernelFile.Read(directory + "/cmdline")?.Split('\0') is { } words && words.Contains(state.OciRoot) && condition(words))
            {
                yield return pid;
            }
        }
    }

    /// <summary>The program and arguments that run one more process in the container, with no more rights than PID 1 has.</summary>
    /// <param name="id">The container.</param>
    /// <param name="user">The uid and gid of the process; crun takes nothing of this from PID 1.</param>
    /// <param name="directory">Where it starts.</param>
    /// <param name="terminal">Whether it gets one.</param>
    /// <param name="arguments">The command.</param>
    public IReadOnlyList<string> Exec(string id, int user, string directory, bool terminal, IEnumerable<string> arguments)
    {
        var program = ProgramOf(id);
        return
        [
            .. NeedsView(program) ? CgroupView.Prefix : [],
            .. Arguments(program, "exec", "--user", string.Create(CultureInfo.InvariantCulture, $"{user}:{user}"), "--cwd", directory, "--no-new-privs"),
            .. terminal ? ["--tty"] : Array.Empty<string>(), id, .. arguments,
        ];
    }

    private async Task RunAsync(string verb, string id, string[] options, CancellationToken cancellation)
    {
        var program = ProgramOf(id);
        await Tool.RunAsync(program, Arguments(program, verb, [.. options, id])[1..], starter: StarterOf(program), cancellation: cancellation).ConfigureAwait(false);
    }

    private string[] Arguments(string program, string verb, params string[] rest) => [program, "--root", state.OciRoot, verb, .. rest];

    private static bool Exists(string program) =>
        HostRoot.Path.Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
}
