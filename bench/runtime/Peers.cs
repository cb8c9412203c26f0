using System.Diagnostics;

namespace Sundog.Runtime.Bench;

/// <summary>The same with others: a container that does nothing, from nothing to its end.</summary>
internal sealed class Peers(string directory) : IAsyncDisposable
{
    private const string Bundle = """
        {
          "ociVersion": "1.0.2", "root": {"path": "ROOT", "readonly": true},
          "process": {"args": ["/usr/bin/true"], "cwd": "/", "user": {"uid": 0, "gid": 0}},
          "mounts": [{"destination": "/usr", "type": "bind", "source": "/usr", "options": ["rbind", "ro"]},
            {"destination": "/proc", "type": "proc", "source": "proc"}, {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"}],
          "linux": {"cgroupsPath": "/sundog-bench/peer", "namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}, {"type": "network"}]}
        }
        """;

    private const string Unified = "/sys/fs/cgroup/unified";

    private readonly string _bundle = Path.Combine(directory, "peer");
    private Process? _docker;

    public async Task RunAsync(int times)
    {
        var root = Directory.CreateDirectory(Path.Combine(_bundle, "root")).FullName;
        foreach (var name in new[] { "usr", "proc", "dev", "etc", "sys", "run", "tmp" })
        {
            Directory.CreateDirectory(Path.Combine(root, name));
        }

        foreach (var name in new[] { "bin", "lib", "lib64" })
        {
            File.CreateSymbolicLink(Path.Combine(root, name), "usr/" + name);
        }

        await File.WriteAllTextAsync(Path.Combine(_bundle, "config.json"), Bundle.Replace("ROOT", root, StringComparison.Ordinal));

        // crun refuses machines with both versions of cgroups; there the shell and two small programs more are part of its time.
        string[] hidden = Directory.Exists(Unified) ? ["unshare", "--mount", "/bin/sh", "-c", $"umount {Unified} && exec \"$@\"", "sh"] : [];
        await TryAsync("crun run", times, [.. hidden, "crun", .. Oci("crun")], isBase: true);
        await TryAsync("runc run", times, ["runc", .. Oci("runc")]);
        await TryAsync("podman run --network none", Math.Min(times, 7),
        [
            "podman", "--root", Path.Combine(_bundle, "podman"), "--runroot", Path.Combine(_bundle, "podman-run"), "--cgroup-manager", "cgroupfs",
            "--events-backend", "file", "--runtime", hidden.Length > 0 ? "/usr/sbin/runc" : "crun",
            "run", "--rm", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--network", "none", "--volume", "/usr:/usr:ro", "--rootfs", root, "/usr/bin/true",
        ]);
        if (await DockerAsync(root) is { } docker)
        {
            await TryAsync("docker run --network none", Math.Min(times, 7), [.. docker, "run", "--rm", "--network", "none", "--volume", "/usr:/usr:ro", "sundog-bench", "/usr/bin/true"]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_docker is not null)
        {
            await Shell.TryAsync("kill", $"{_docker.Id}");
            await _docker.WaitForExitAsync();
        }

        await Shell.TryAsync("rmdir", Directory.GetDirectories("/sys/fs/cgroup").Select(tree => $"{tree}/sundog-bench").Where(Directory.Exists));
    }

    private string[] Oci(string program) => ["--root", Path.Combine(_bundle, "state-" + program), "run", "--bundle", _bundle, "peer"];

    private async Task<string[]?> DockerAsync(string root)
    {
        var socket = Path.Combine(_bundle, "docker.sock");
        string[] client = ["docker", "-H", $"unix://{socket}"];
        try
        {
            _docker = Process.Start(new ProcessStartInfo("dockerd",
            [
                "-H", $"unix://{socket}", "--data-root", Path.Combine(_bundle, "docker"), "--exec-root", Path.Combine(_bundle, "docker-run"),
                "--pidfile", Path.Combine(_bundle, "docker.pid"), "--bridge=none", "--iptables=false",
            ])
            { RedirectStandardError = true, RedirectStandardOutput = true });
            _docker!.ErrorDataReceived += (_, _) => { };
            _docker.BeginErrorReadLine();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("docker                                       is not installed");
            return null;
        }

        for (var i = 0; i < 600 && await Shell.TryAsync(client[0], [.. client[1..], "info"]) is not (0, _); i++)
        {
            await Task.Delay(100);
        }

        var image = Path.Combine(_bundle, "image.tar");
        await Shell.RunAsync("tar", "-C", root, "-cf", image, ".");
        await Shell.RunAsync(client[0], [.. client[1..], "import", image, "sundog-bench"]);
        return client;
    }

    private static async Task TryAsync(string name, int times, string[] command, bool isBase = false)
    {
        if (await Shell.TryAsync(command[0], command[1..]) is (0, _))
        {
            await Measure.RepeatAsync(name, times, _ => Shell.TryAsync(command[0], command[1..]), isBase: isBase);
            return;
        }

        Console.WriteLine($"{name,-44} does not run here: {(await Shell.TryAsync(command[0], command[1..]))?.Output.Trim()}");
    }
}
