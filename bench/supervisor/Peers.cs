using System.Diagnostics;
using System.Reflection;

namespace Sundog.Supervisor.Bench;

/// <summary>A supervisor that is measured.</summary>
internal abstract class Peer : IDisposable
{
    private readonly List<Process> _processes = [];

    public abstract string Name { get; }

    /// <summary>The program without which it cannot take part.</summary>
    public abstract string Needs { get; }

    /// <summary>More commands than this would only measure patience.</summary>
    public virtual int Most => int.MaxValue;

    /// <summary>All of them, to ask for their names.</summary>
    public static IEnumerable<Peer> All() => Makers().Select(make => make());

    /// <summary>Those that restart at once, and can be measured often.</summary>
    public static IEnumerable<Func<Peer>> Fast() => [() => new SundogInit(), () => new Runit()];

    public static IEnumerable<Func<Peer>> Slow() =>
        [() => new Systemd(), () => new S6(), () => new Supervisord(), () => new Pm2(), () => new Docker()];

    public static IEnumerable<Func<Peer>> Makers() => [.. Fast(), .. Slow()];

    /// <summary>Starts to supervise these commands, each a program and its arguments.</summary>
    /// <param name="folder">An empty folder of its own.</param>
    public abstract void Supervise(string folder, IReadOnlyList<string[]> commands);

    /// <summary>Tells it to stop the first command, and waits until it says so, or at once returns.</summary>
    public abstract void StopFirst();

    /// <summary>The processes of the supervisor itself.</summary>
    public abstract IEnumerable<int> Own();

    protected IEnumerable<int> Started => _processes.Select(process => process.Id);

    protected Process Launch(string program, params string[] arguments)
    {
        var process = Linux.Start(program, arguments);
        process.StandardInput.Close();
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        _processes.Add(process);
        return process;
    }

    public virtual void Dispose()
    {
        foreach (var process in _processes)
        {
            foreach (var pid in Linux.Tree(process.Id).ToArray())
                Linux.kill(pid, 9);
            process.WaitForExit();
            process.Dispose();
        }

        _processes.Clear();
    }

    protected static string Shell(string[] command) => string.Join(' ', command.Select(word => $"'{word}'"));

    protected static string Script(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "#!/bin/sh\n" + text + "\n");
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
        return path;
    }
}

internal sealed class SundogInit : Peer
{
    private static readonly string s_guest = typeof(Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "Guest").Value!;

    private string _first = "";

    public string Settings { get; init; } = "";

    public override string Name => "sundog-init";

    public override string Needs => s_guest + "sundog-init";

    public override void Supervise(string folder, IReadOnlyList<string[]> commands)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            var unit = Path.Combine(folder, $"{i}/unit");
            Directory.CreateDirectory(unit);
            File.WriteAllText(Path.Combine(unit, "start"), "exec " + Shell(commands[i]));
            File.WriteAllText(Path.Combine(unit, "settings"), $"directory=/\nservice={folder}/{i}/app\nlog={folder}/{i}/app.log\n{Settings}");
            // The one process that unshare leaves behind stands for the container runtime; it is not counted.
            Launch("unshare", "--pid", "--fork", "--mount", "--mount-proc", "--kill-child", s_guest + "sundog-init", "--unit", unit);
        }

        _first = $"{folder}/0/app/supervise/control";
    }

    public override void StopFirst() => File.AppendAllText(_first, "d");

    public override IEnumerable<int> Own() => Started.SelectMany(Linux.Tree).Where(pid => File.Exists($"/proc/{pid}/comm") && File.ReadAllText($"/proc/{pid}/comm") == "sundog-init\n");
}

internal sealed class Runit : Peer
{
    private string _first = "";

    public override string Name => "runit";

    public override string Needs => "runsv";

    public override void Supervise(string folder, IReadOnlyList<string[]> commands)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            Script($"{folder}/{i}/run", "exec " + Shell(commands[i]));
            Launch("runsv", $"{folder}/{i}");
        }

        _first = $"{folder}/0/supervise/control";
    }

    public override void StopFirst() => File.AppendAllText(_first, "d");

    public override IEnumerable<int> Own() => Started;
}

internal sealed class S6 : Peer
{
    private string _first = "";

    public override string Name => "s6";

    public override string Needs => "s6-supervise";

    public override void Supervise(string folder, IReadOnlyList<string[]> commands)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            Script($"{folder}/{i}/run", "exec " + Shell(commands[i]));
            Launch("s6-supervise", $"{folder}/{i}");
        }

        _first = $"{folder}/0";
    }

    public override void StopFirst() => Linux.Run("s6-svc", "-d", _first);

    public override IEnumerable<int> Own() => Started;
}

internal sealed class Supervisord : Peer
{
    private string _configuration = "";

    public override string Name => "supervisord";

    public override string Needs => "supervisord";

    public override void Supervise(string folder, IReadOnlyList<string[]> commands)
    {
        _configuration = Path.Combine(folder, "supervisord.conf");
        File.WriteAllText(
            _configuration,
            $"""
            [unix_http_server]
            file={folder}/socket
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
            [supervisorctl]
            serverurl=unix://{folder}/socket
            [supervisord]
            nodaemon=true
            logfile={folder}/log
            pidfile={folder}/pid
            childlogdir={folder}
            minfds=8192
            minprocs=1024

            """ + string.Concat(commands.Select((command, i) => $"[program:w{i}]\ncommand={string.Join(' ', command)}\nautorestart=true\nstdout_logfile_maxbytes=10MB\nstdout_logfile_backups=3\n")));
        Launch("supervisord", "-c", _configuration);
    }

    public override void StopFirst() => Linux.Run("supervisorctl", "-c", _configuration, "stop", "w0");

    public override IEnumerable<int> Own() => Started;
}

internal sealed class Pm2 : Peer
{
    private static readonly string s_program = Environment.GetEnvironmentVariable("PM2")
        ?? (Linux.IsInstalled("pm2") || !Linux.IsInstalled("npm") ? "pm2" : Workshop.FromNpm("pm2"));

    public override string Name => "PM2";

    public override int Most => 50;

    public override string Needs => s_program;

    public override void Supervise(string folder, IReadOnlyList<string[]> commands)
    {
        Environment.SetEnvironmentVariable("PM2_HOME", folder);
        var apps = commands.Select((command, i) => $"{{\"name\":\"w{i}\",\"script\":\"{command[0]}\",\"args\":\"{string.Join(' ', command[1..])}\",\"interpreter\":\"none\"}}");
        var file = Path.Combine(folder, "apps.json");
        File.WriteAllText(file, $"{{\"apps\":[{string.Join(',', apps)}]}}");
        Linux.Run(s_program, "start", file);
    }

    public override void StopFirst() => Linux.Run(s_program, "stop", "w0");

    public override IEnumerable<int> Own() => Linux.Find("PM2 v" + Linux.Run(s_program, "--version").Trim().Split('\n')[^1] + ": God")
        .Concat([int.Parse(File.ReadAllText(Path.Combine(Environment.GetEnvironmentVariable("PM2_HOME")!, "pm2.pid")))]).Distinct();

    public override void Dispose()
    {
        Linux.Run(s_program, "kill");
        base.Dispose();
    }
}

internal sealed class Docker : Peer
{
    private string[] _client = [];
    private string _folder = "";
    private string _first = "";

    public override string Name => "docker --restart";

    public override int Most => 10;

    public override string Needs => "dockerd";

    public override void Supervise(string folder, IReadOnlyList<string[]> commands)
    {
        _folder = folder;
        _client = ["-H", $"unix://{folder}/docker.sock"];
        Launch("dockerd", "-H", $"unix://{folder}/docker.sock", "--data-root", $"{folder}/data", "--exec-root", $"{folder}/exec", "--pidfile", $"{folder}/pid", "--bridge=none", "--iptables=false");
        if (!Linux.Until(() => File.Exists($"{folder}/docker.sock"), 30))
            throw new InvalidOperationException("dockerd does not start");
        var program = commands[0][0];
        Linux.Run("tar", "-C", Path.GetDirectoryName(program)!, "-cf", $"{folder}/image.tar", Path.GetFileName(program));
        Linux.Run("docker", [.. _client, "import", $"{folder}/image.tar", "worker"]);
        foreach (var command in commands)
        {
            var shared = command.Length > 1 ? Path.GetDirectoryName(command[^1])! : folder;
            var id = Linux.Run("docker", [.. _client, "run", "-d", "--restart", "always", "--log-opt", "max-size=10m", "--log-opt", "max-file=3", "--network", "none", "-v", $"{shared}:{shared}", "worker", "/" + Path.GetFileName(program), .. command[1..]]).Trim();
            _first = _first.Length == 0 ? id : _first;
        }
    }

    public override void StopFirst() => Linux.Run("docker", [.. _client, "stop", _first]);

    public override IEnumerable<int> Own() => Started.SelectMany(Linux.Tree).Concat(Linux.Find("containerd-shim").Where(pid => File.ReadAllText($"/proc/{pid}/cmdline").Contains(_folder)));

    public override void Dispose()
    {
        foreach (var container in Linux.Run("docker", [.. _client, "ps", "-aq"]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Linux.Run("docker", [.. _client, "rm", "-f", container]);
        foreach (var pid in Started.ToArray())
            Linux.kill(pid, 15);
        Linux.Until(() => Started.All(pid => Linux.NameOf(pid) != "dockerd"), 20);
        base.Dispose();
        foreach (var mount in File.ReadLines("/proc/mounts").Select(line => line.Split(' ')[1]).Where(mount => mount.StartsWith(_folder, StringComparison.Ordinal)).ToArray())
            Linux.Run("umount", "-l", mount);
        foreach (var tree in Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup"))
            Linux.RemoveGroup(tree + "/docker");
    }
}
