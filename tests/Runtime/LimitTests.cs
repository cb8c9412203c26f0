using Sundog.Planning;

namespace Sundog.Runtime.Tests;

public sealed class LimitTests
{
    [Fact]
    public async Task Cpu_memory_and_processes_change_without_a_restart()
    {
        await using var machine = new Machine();
        var small = Machine.Instance("shop");
        await machine.StartAsync(small);
        var pid = machine.InitPid("shop");
        var before = Limits(pid);
        var large = small with { Limits = new Limits(2, 704, 300), RunConfiguration = "{\"info\":{\"limits\":{\"cpu\":2,\"memory\":704}}}" };
        await machine.Runtime.ResizeAsync(machine.Environment, large, TestContext.Current.CancellationToken);
        Assert.Equal(pid, machine.InitPid("shop"));
        Assert.Equal(704L << 20, Limits(pid).Memory);
        Assert.Equal(300, Limits(pid).Processes);
        Assert.True(Limits(pid).Share > before.Share);
        Assert.Equal([large], machine.Runtime.Running(machine.Environment));
        Assert.Equal([large.RunConfiguration], await machine.RunAsync("shop", "cat /run/config.json"));
        await machine.Runtime.ResizeAsync(machine.Environment, small, TestContext.Current.CancellationToken);
        Assert.Equal(before, Limits(pid));
    }

    [Fact]
    public async Task What_an_instance_uses_is_told()
    {
        await using var machine = new Machine();
        await machine.StartAsync(Machine.Instance("shop"));
        await machine.RunAsync("shop", "perl -e 'for (1..2000000) { $x += $_ }'");
        var seen = machine.Runtime.Observe(machine.Environment).Single();
        Assert.InRange(seen.Memory!.Value, 100_000, 200L << 20);
        Assert.InRange(seen.CpuTime!.Value, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_command_for_which_memory_did_not_suffice_is_told_of()
    {
        await using var machine = new Machine();
        await machine.StartAsync(
            Machine.Instance("shop", "perl -e '$x = \"x\" x (300 * 1024 * 1024); sleep 100'") with { Limits = new Limits(1, 64, 256) },
            Machine.Instance("blog"));
        await Wait.UntilAsync(() => Task.FromResult(machine.Runtime.Observe(machine.Environment).Single(one => one.Name.Container == "shop").LastExit is not null));
        var exit = machine.Runtime.Observe(machine.Environment).Single(one => one.Name.Container == "shop").LastExit!;
        Assert.Contains("memory", exit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_sees_its_own_limits_and_can_change_none()
    {
        await using var machine = new Machine();
        await machine.StartAsync(Machine.Instance("shop"));
        Assert.Equal([$"{224L << 20}"], await machine.RunAsync("shop", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null"));
        foreach (var way in new[] { "echo max > /sys/fs/cgroup/memory.max", "echo -1 > /sys/fs/cgroup/memory/memory.limit_in_bytes", "mkdir /sys/fs/cgroup/memory/x", "echo x > /sys/fs/cgroup/memory/release_agent" })
        {
            Assert.NotEqual(0, await machine.ExitAsync("shop", way));
        }
    }

    // As the kernel keeps them, in whichever version of cgroups this machine has.
    private static (long Memory, long Share, long Processes) Limits(int pid) => (
        Read(pid, "memory", "memory.max", "memory.limit_in_bytes"),
        Read(pid, "cpu", "cpu.weight", "cpu.shares"),
        Read(pid, "pids", "pids.max", "pids.max"));

    private static long Read(int pid, string controller, string version2, string version1)
    {
        var lines = File.ReadLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3)).ToList();
        var one = lines.FirstOrDefault(parts => parts[1].Split(',').Contains(controller));
        return long.Parse(File.ReadAllText(one is not null
            ? $"/sys/fs/cgroup/{one[1]}{one[2]}/{version1}"
            : $"/sys/fs/cgroup{lines.Single(parts => parts[1].Length == 0)[2]}/{version2}"));
    }
}
