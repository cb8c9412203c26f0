namespace Sundog.Supervisor.Bench;

/// <summary>systemd as PID 1 of a container that holds nothing but the units to be measured.</summary>
internal sealed class Systemd : Peer
{
    private const string Cgroups = "/sys/fs/cgroup";

    private readonly List<string> _groups = [];
    private int _pid;

    public override string Name => "systemd";

    public override string Needs => "/lib/systemd/systemd";

    public override void Supervise(string folder, IReadOnlyList<string[]> commands)
    {
        var units = Directory.CreateDirectory(Path.Combine(folder, "units")).FullName;
        var names = commands.Select((_, i) => $"w{i}.service").ToArray();
        File.WriteAllText(Path.Combine(units, "bench.target"), $"[Unit]\nDefaultDependencies=no\nWants={string.Join(' ', names)}\n");
        for (var i = 0; i < commands.Count; i++)
            File.WriteAllText(
                Path.Combine(units, names[i]),
                $"[Unit]\nDefaultDependencies=no\nStartLimitIntervalSec=0\n[Service]\nExecStart={string.Join(' ', commands[i])}\nRestart=always\nRestartSec=0\nStandardOutput=null\n");

        var trees = File.Exists($"{Cgroups}/cgroup.controllers") ? [Cgroups] : new[] { $"{Cgroups}/systemd", $"{Cgroups}/unified" };
        _groups.AddRange(trees.Select(tree => Directory.CreateDirectory($"{tree}/sundog-peer-{Path.GetFileName(folder)}").FullName));
        Launch(
            "sh", "-c", "for group in $2; do echo $$ > $group/cgroup.procs; done; exec unshare --pid --fork --mount --cgroup --uts --ipc --net --kill-child sh $0 $1",
            Path.Combine(AppContext.BaseDirectory, "systemd.sh"), folder, string.Join(' ', _groups));
        Linux.Until(() => (_pid = Started.SelectMany(Linux.Tree).FirstOrDefault(pid => pid != Started.First() && Linux.NameOf(pid) == "systemd")) != 0, 20);
    }

    public override void StopFirst() => Linux.Run("nsenter", "-t", $"{_pid}", "-a", "systemctl", "stop", "w0");

    public override IEnumerable<int> Own() => [_pid];

    public override void Dispose()
    {
        base.Dispose();
        foreach (var group in _groups)
            Linux.Until(() => Linux.RemoveGroup(group), 10);
        _groups.Clear();
    }
}
