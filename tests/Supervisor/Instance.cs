using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Sundog.Supervisor.Tests;

/// <summary>
/// A real sundog-init as PID 1 of a pid namespace of its own, as an unprivileged user where the tests run as root,
/// supervising a command given in shell.
/// </summary>
internal sealed partial class Instance : IDisposable
{
    private static readonly Dictionary<string, string> s_metadata = typeof(Instance).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(one => one.Key, one => one.Value!);

    public static readonly string Guest = s_metadata["Guest"] + "bin/";
    public static readonly string Root = s_metadata["Root"];

    /// <summary>The users are the instances' own: the kernel counts a user's processes on the whole machine, and a fork bomb in one
    /// instance must not starve the next.</summary>
    private static int s_lastUser = 1_800_000_000;

    /// <summary>How many processes the user of the tests may have, fork bombs included.</summary>
    private const int Most = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("sundog-").FullName;
    private readonly bool _isRoot = geteuid() == 0;
    private Process? _process;

    public Instance(string start, params string[] settings)
    {
        Directory.CreateDirectory(Unit);
        Directory.CreateDirectory(Service);
        Directory.CreateDirectory(App);
        Give("start", start);
        Give("environment", $"PATH={Environment.GetEnvironmentVariable("PATH")}\0HERE={_folder}\0");
        Give("settings", string.Join('\n', [$"directory={App}", $"service={Service}", $"log={LogPath}", "grace=2", .. settings]) + "\n");
    }

    public int User { get; init; } = Interlocked.Increment(ref s_lastUser);
    public string Unit => Path.Combine(_folder, "unit");
    public string App => Path.Combine(_folder, "app");
    public string Service => Path.Combine(_folder, "service/app");
    public string LogPath => Path.Combine(_folder, "app.log");
    public string Here => _folder;

    /// <summary>PID 1 as the host sees it.</summary>
    public int Pid { get; private set; }

    public void Give(string file, string text) => File.WriteAllText(Path.Combine(Unit, file), text);

    public Instance Run(bool waitForStart = true)
    {
        if (_isRoot)
            Execute("chown", "-R", $"{User}:{User}", _folder);
        Execute("chmod", "755", _folder);
        string[] drop = _isRoot
            ? ["setpriv", "--reuid", $"{User}", "--regid", $"{User}", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
            : [];
        string[] user = _isRoot ? [] : ["--user", "--map-root-user"];
        _process = Process.Start(new ProcessStartInfo(
            "unshare",
            [.. user, "--pid", "--fork", "--mount", "--mount-proc", "--kill-child", .. drop, "prlimit", $"--nproc={Most}", Guest + "sundog-init", "--unit", Unit])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        if (waitForStart)
            Until(() => File.Exists(StatusPath) || _process.HasExited, "sundog-init to start");
        if (!_process.HasExited)
            Until(() => int.TryParse(File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children"), out var pid) && (Pid = pid) != 0, "PID 1");
        return this;
    }

    /// <summary>What sundog-init says where it cannot start, and its exit code.</summary>
    public (string Error, int Code) Refusal()
    {
        _process!.WaitForExit();
        return (_process.StandardError.ReadToEnd(), _process.ExitCode);
    }

    private string StatusPath => Path.Combine(Service, "supervise/sundog.json");

    public JsonNode Status => JsonNode.Parse(File.ReadAllText(StatusPath))!;

    public string State => (string)Status["state"]!;

    public int Restarts => (int)Status["restarts"]!;

    /// <summary>The command's process, as the container counts.</summary>
    public int? Command => (int?)Status["pid"];

    public string Log => File.Exists(LogPath) ? Encoding.Latin1.GetString(File.ReadAllBytes(LogPath)) : "";

    public bool HasEnded => _process!.HasExited;

    public int ExitCode => _process!.ExitCode;

    /// <summary>Runs stock sv if it is installed, else our own.</summary>
    public (string Output, int Code) Sv(params string[] arguments) =>
        Execute(File.Exists("/usr/bin/sv") ? "/usr/bin/sv" : Guest + "sv", [.. arguments, Service]);

    public (string Output, int Code) OurSv(params string[] arguments) => Execute(Guest + "sv", [.. arguments, Service]);

    /// <summary>Runs a program inside the container, put there from the host as a session over SSH is.</summary>
    public (string Output, int Code) Enter(params string[] command) => Execute("nsenter", Inside(command));

    public Process EnterInBackground(params string[] command) => Process.Start(new ProcessStartInfo("nsenter", Inside(command)))!;

    private string[] Inside(string[] command) =>
        _isRoot
            ? ["-t", $"{Pid}", "-p", "-m", "setpriv", "--reuid", $"{User}", "--regid", $"{User}", "--clear-groups", .. command]
            : ["-t", $"{Pid}", "-U", "--preserve-credentials", "-p", "-m", .. command];

    /// <summary>All processes of the container but PID 1 and those that look.</summary>
    public string[] Processes() => Enter("ps", "-eo", "pid=,stat=,args=").Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => !line.StartsWith("1 ") && !line.Contains("ps -eo")).ToArray();

    /// <summary>PID 1 has become sundog-init and blocks SIGTERM to read it, but not everything as the C library does for a moment.</summary>
    public bool AwaitsStop() =>
        File.ReadAllText($"/proc/{Pid}/comm") == "sundog-init\n"
        && (Convert.ToUInt64(File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith("SigBlk")).Split('\t')[1], 16) & 0x4001) == 0x4000;

    public void Terminate() => kill(Pid, 15);

    public void Signal(int signal) => kill(Pid, signal);

    /// <summary>Waits until the instance has ended; how long that took.</summary>
    public TimeSpan WaitForEnd()
    {
        var watch = Stopwatch.StartNew();
        Until(() => HasEnded, "the instance to end");
        return watch.Elapsed;
    }

    public void Until(Func<bool> condition, string what, int seconds = 60, bool spin = false)
    {
        var watch = Stopwatch.StartNew();
        while (!Holds(condition))
        {
            if (watch.Elapsed.TotalSeconds > seconds)
                Assert.Fail($"waited {seconds} s in vain for {what}; log:\n{Log}\nstatus: {(File.Exists(StatusPath) ? File.ReadAllText(StatusPath) : "none")}");
            if (!spin)
                Thread.Sleep(5);
        }
    }

    /// <summary>Waits for a state, and until <c>sv</c> finds it too: what that reads is written after what we read.</summary>
    public void UntilState(string state) => Until(() => State == state && SvIsTold, $"the state {state}");

    // The time alone does not do: the kernel's clock of files ticks only every few milliseconds.
    private bool SvIsTold =>
        (Command is not { } command || File.ReadAllText(Path.Combine(Service, "supervise/pid")) == $"{command}\n")
        && File.GetLastWriteTimeUtc(Path.Combine(Service, "supervise/stat")) >= File.GetLastWriteTimeUtc(StatusPath);

    public void UntilLog(string text) => Until(() => Log.Contains(text), $"\"{text}\" in the log");

    /// <summary>Waits for what the status tells of the last exit: it is written after the log's line.</summary>
    public void UntilLastExit<T>(string name, T value) =>
        Until(() => Status["lastExit"]?[name] is { } found && Equals(found.GetValue<T>(), value), $"a last exit with {name} {value}");

    public static (string Output, int Code) Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output + error.Result, process.ExitCode);
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            kill(Pid, 9);
            _process.WaitForExit();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A file that is being replaced may be caught half deleted; then it is looked at again.</summary>
    private static bool Holds(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    [LibraryImport("libc")] private static partial int kill(int pid, int signal);

    [LibraryImport("libc")] private static partial int geteuid();
}
