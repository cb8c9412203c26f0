using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Runtime.Tests;

public sealed class LeftoverTests
{
    [Fact]
    public async Task Nothing_is_left_of_instances_but_their_volumes_and_logs()
    {
        await using var machine = new Machine();
        var before = Machinery();
        var worker = new InstanceName("shop--queue", 0);
        var shop = Machine.Instance("shop") with { Mounts = [new MountPlan("/app/tmp", new VolumeName(MountSource.Tmp, "shop.0"), "")] };
        await machine.StartAsync(machine.Plan([shop, Machine.Instance("shop--queue")], new Cable(0, worker, "shop", shop.Name)));
        var pids = new[] { machine.InitPid("shop"), machine.InitPid("shop--queue") };
        await machine.StopAsync("shop");
        await machine.StopAsync("shop--queue");
        await machine.Runtime.RemoveAsync(machine.Environment, volumes: false, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => Task.FromResult(!pids.Any(pid => Directory.Exists($"/proc/{pid}"))));
        await Wait.UntilAsync(() => Task.FromResult(!Machinery().Except(before).Any(one => one.Contains(machine.State.Scope, StringComparison.Ordinal) || pids.Any(pid => one.EndsWith($"sundog{pid}", StringComparison.Ordinal)))));
        Assert.DoesNotContain(machine.State.Root, await File.ReadAllTextAsync("/proc/self/mounts", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(
            ["logs", "volumes"],
            Directory.GetFileSystemEntries(Path.Combine(machine.State.Root, "environments", machine.Environment.ToString())).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(machine.State.Transient, "oci")));
    }

    [Fact]
    public async Task A_start_that_fails_leaves_nothing()
    {
        await using var machine = new Machine();
        await Assert.ThrowsAsync<RuntimeException>(() => machine.StartAsync(Machine.Instance("shop") with { Outbound = [new OutboundRule(["nonsense"], [], [])] }));
        Assert.Empty(machine.Runtime.Running(machine.Environment));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(machine.State.Root, "environments", machine.Environment.ToString(), "instances")));
    }

    private static HashSet<string> Machinery() =>
    [
        .. Directory.GetDirectories("/sys/class/net"),
        .. Directory.GetDirectories("/sys/fs/cgroup").SelectMany(tree => Directory.GetDirectories(tree, "sundog*")),
        .. Directory.GetDirectories("/sys/fs/cgroup", "sundog*"),
    ];
}
