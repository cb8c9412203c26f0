namespace Sundog.Supervisor.Tests;

/// <summary>The kernel's out-of-memory kills, as both versions of cgroups tell of them.</summary>
public class OutOfMemoryTests
{
    private const string Version1 = "/sys/fs/cgroup/memory";

    [Fact]
    public void An_out_of_memory_kill_is_recognised_and_told_with_its_limit()
    {
        using var group = new Group();
        using var instance = new Instance(
            "test -e $HERE/go || exec sleep 1000; head -c 200m /dev/zero | tail", $"cgroup={group.Folder}").Run();
        group.Take(instance);
        instance.Sv("kill");
        instance.UntilLog("killed: out of memory, limit 32 MiB, peak 32 MiB");
        instance.UntilLastExit("reason", "killed: out of memory, limit 32 MiB");
        Assert.InRange((int)instance.Status["outOfMemoryKills"]!, 1, 1000);
    }

    [Fact]
    public void A_child_that_was_killed_for_want_of_memory_is_told_though_the_command_lives_on()
    {
        using var group = new Group();
        using var instance = new Instance(
            "until test -e $HERE/go; do sleep 0.05; done; sh -c 'head -c 200m /dev/zero | tail > /dev/null'; while :; do echo I live; sleep 0.1; done",
            $"cgroup={group.Folder}").Run();
        group.Take(instance);
        instance.UntilLog("sundog: a process was killed: out of memory, limit 32 MiB");
        instance.Until(() => (int)instance.Status["outOfMemoryKills"]! == 1, "the count of one");
        Assert.Equal(0, instance.Restarts);
        Assert.Equal("running", instance.State);
    }

    /// <summary>A kill is counted before it takes place, as the kernel does; the status alone says no more than SIGKILL.</summary>
    [Theory]
    [InlineData("memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill {0}\noom_group_kill 0\n", "memory.max", "memory.peak")]
    [InlineData("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill {0}\n", "memory.limit_in_bytes", "memory.max_usage_in_bytes")]
    public void Both_versions_of_cgroups_are_understood(string events, string form, string limit, string peak)
    {
        using var instance = new Instance("echo up; exec sleep 1000");
        var folder = Path.Combine(instance.Here, "cgroup");
        instance.Give("settings", $"directory={instance.App}\nservice={instance.Service}\nlog={instance.LogPath}\ncgroup={folder}\nmemory_limit=1073741824\n");
        Directory.CreateDirectory(folder);
        Write(3);
        File.WriteAllText(Path.Combine(folder, limit), "268435456\n");
        File.WriteAllText(Path.Combine(folder, peak), "267386880\n");
        instance.Run();
        instance.UntilLog("up");
        instance.Sv("kill");
        instance.Until(() => instance.Restarts == 0 && instance.Status["lastExit"] is not null && instance.State == "running", "a kill by hand");
        Assert.Null(instance.Status["lastExit"]!["reason"]);

        Write(4);
        var killed = instance.Command;
        instance.Enter("kill", "-9", $"{killed}");
        instance.UntilLog("(killed: out of memory, limit 256 MiB, peak 255 MiB)");
        instance.UntilLastExit("peak", 267386880L);

        // No limit at all: the one in the settings is all there is to say.
        File.WriteAllText(Path.Combine(folder, limit), "max\n");
        File.Delete(Path.Combine(folder, peak));
        Write(5);
        instance.Until(() => instance.State == "running" && instance.Command is { } next && next != killed, "the next run");
        instance.Enter("kill", "-9", $"{instance.Command}");
        instance.UntilLog("(killed: out of memory, limit 1 GiB)");

        void Write(int kills) => File.WriteAllText(Path.Combine(folder, events), string.Format(form, kills));
    }

    /// <summary>A memory cgroup of 32 MiB.</summary>
    private sealed class Group : IDisposable
    {
        public Group()
        {
            Assert.SkipUnless(Directory.Exists(Version1) && Environment.IsPrivilegedProcess, "needs root and the memory controller of cgroup v1");
            Folder = Path.Combine(Version1, $"sundog-test-{Environment.ProcessId}-{Guid.NewGuid():N}");
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Path.Combine(Folder, "memory.limit_in_bytes"), "33554432");
        }

        public string Folder { get; }

        /// <summary>Puts an instance in it and lets it go on.</summary>
        public void Take(Instance instance)
        {
            instance.UntilState("running");
            var command = File.ReadAllText($"/proc/{instance.Pid}/task/{instance.Pid}/children").Trim();
            foreach (var pid in (string[])[$"{instance.Pid}", command])
                File.WriteAllText(Path.Combine(Folder, "cgroup.procs"), pid);
            File.WriteAllText(Path.Combine(instance.Here, "go"), "");
        }

        public void Dispose()
        {
            Assert.True(SpinWait.SpinUntil(() => File.ReadAllText(Path.Combine(Folder, "cgroup.procs")) == "", 30000));
            Directory.Delete(Folder);
        }
    }
}
