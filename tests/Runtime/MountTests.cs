using System.Globalization;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime.Local;

namespace Sundog.Runtime.Tests;

public sealed class MountTests
{
    [Fact]
    public async Task Each_kind_of_mount_is_kept_as_long_as_the_platform_keeps_it()
    {
        await using var machine = new Machine();
        var shop = Given("shop", Storage("/app/files", "shop", "files"), Own(MountSource.Instance, "shop.0"), Own(MountSource.Tmp, "shop.0"));
        await machine.StartAsync(shop);
        await machine.RunAsync("shop", "for place in files instance tmp; do echo kept > $place/x; done; echo gone > /tmp/x");
        await machine.StopAsync("shop");
        await machine.StartAsync(shop);
        Assert.Equal(["kept", "kept", "kept"], await machine.RunAsync("shop", "cat files/x instance/x tmp/x"));
        Assert.NotEqual(0, await machine.ExitAsync("shop", "cat /tmp/x"));
        Assert.Equal([$"{Machine.User} {Machine.User}"], await machine.RunAsync("shop", "stat -c '%u %g' files instance tmp | sort -u"));
    }

    [Fact]
    public async Task Copies_and_other_containers_see_one_volume_and_nobody_sees_another_s_instance_mount()
    {
        await using var machine = new Machine();
        MountPlan[] Mounts(int number) => [Storage("/app/files", "shop", ""), Own(MountSource.Instance, $"shop.{number}")];
        await machine.StartAsync(
            Given("shop", Mounts(0)),
            Given("shop", Mounts(1)) with { Name = new InstanceName("shop", 1) },
            Given("blog", Storage("/app/incoming", "shop", "incoming")));
        await machine.RunAsync("shop", "echo mine > instance/x; echo ours > files/incoming/x");
        Assert.Equal(["ours"], await machine.RunAsync("blog", "cat incoming/x"));
        Assert.Equal(["ours"], await machine.RunAsync(new InstanceName("shop", 1), "cat files/incoming/x"));
        Assert.Empty(await machine.RunAsync(new InstanceName("shop", 1), "ls instance"));
    }

    [Fact]
    public async Task Temporary_space_ends_at_8_GB_which_its_mounts_share()
    {
        Assert.SkipUnless(SizedDisk.IsAvailable, "this machine has no loop devices");
        await using var machine = new Machine();
        await machine.StartAsync(Given("shop", Own(MountSource.Tmp, "shop.0"), Own(MountSource.Instance, "shop.0")));
        foreach (var place in new[] { "/tmp", "/app/tmp", "/app/instance" })
        {
            var size = long.Parse((await machine.RunAsync("shop", $"df -B1 --output=size {place} | tail -1"))[0], CultureInfo.InvariantCulture);
            Assert.InRange(size, 7_500_000_000, 8_000_000_000);
            Assert.NotEqual(0, await machine.ExitAsync("shop", $"fallocate -l 8200000000 {place}/big"));
        }

        Assert.Equal(0, await machine.ExitAsync("shop", "rm -f /tmp/big /app/tmp/big; fallocate -l 5000000000 /tmp/big"));
        Assert.NotEqual(0, await machine.ExitAsync("shop", "fallocate -l 5000000000 /app/tmp/big"));
    }

    [Fact]
    public async Task No_disk_is_left_attached_when_an_instance_ends_however_it_does()
    {
        Assert.SkipUnless(SizedDisk.IsAvailable, "this machine has no loop devices");
        await using var machine = new Machine();
        await machine.StartAsync(Given("shop", Own(MountSource.Tmp, "shop.0"), Own(MountSource.Instance, "shop.0"), Storage("/app/files", "shop", "")));
        Assert.DoesNotContain(machine.State.Root, await File.ReadAllTextAsync("/proc/self/mounts", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.NotEmpty(Attached());
        var ended = machine.Runtime.WaitEndAsync(machine.Environment, new InstanceName("shop", 0));
        System.Diagnostics.Process.GetProcessById(machine.InitPid("shop")).Kill();
        await ended;
        await Wait.UntilAsync(() => Task.FromResult(!Attached().Any()));

        IEnumerable<string> Attached() => Machine.Disks().Where(file => file.StartsWith(machine.State.Root, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mounts_inside_each_other_show_each_its_own()
    {
        await using var machine = new Machine();
        await machine.StartAsync(Given("shop", Storage("/app/var/deep/er", "other", ""), Storage("/app/var", "shop", "var")));
        await machine.RunAsync("shop", "echo a > var/x; echo b > var/deep/er/x");
        Assert.Equal(["a", "b"], await machine.RunAsync("shop", "cat var/x var/deep/er/x"));
        await machine.StartAsync(Given("blog", Storage("/app/other", "other", "")));
        Assert.Equal(["b"], await machine.RunAsync("blog", "cat other/x"));
    }

    [Fact]
    public async Task Mounts_of_one_directory_or_of_one_below_another_show_the_same_files()
    {
        await using var machine = new Machine();
        await machine.StartAsync(
            Given("shop", Storage("/app/one", "files", "uploads"), Storage("/app/two", "files", "uploads"), Storage("/app/all", "files", "")),
            Given("blog", Storage("/app/below", "files", "uploads/incoming")));
        await machine.RunAsync("blog", "echo x > below/x");
        Assert.Equal(["x", "x", "x"], await machine.RunAsync("shop", "cat one/incoming/x two/incoming/x all/uploads/incoming/x"));
        await machine.RunAsync("shop", "rm one/incoming/x");
        Assert.Empty(await machine.RunAsync("blog", "ls below"));
    }

    [Fact]
    public async Task Maintenance_empties_temporary_mounts_and_nothing_else()
    {
        await using var machine = new Machine();
        var shop = Given("shop", Storage("/app/files", "shop", ""), Own(MountSource.Tmp, "shop.0"));
        await machine.StartAsync(shop);
        await machine.RunAsync("shop", "mkdir -p tmp/a/b; echo x > tmp/a/b/x; ln -s ../files tmp/link; echo x > files/x");
        await machine.Runtime.EmptyTemporaryAsync(machine.Environment, shop, TestContext.Current.CancellationToken);
        Assert.Empty(await machine.RunAsync("shop", "ls -A tmp"));
        Assert.Equal(["x"], await machine.RunAsync("shop", "cat files/x"));
        await machine.RunAsync("shop", "echo x > tmp/x");
        await machine.StopAsync("shop");
        await machine.Runtime.EmptyTemporaryAsync(machine.Environment, shop, TestContext.Current.CancellationToken);
        await machine.StartAsync(shop);
        Assert.Empty(await machine.RunAsync("shop", "ls -A tmp"));
    }

    [Fact]
    public async Task What_mounts_hold_and_what_is_free_can_be_asked()
    {
        await using var machine = new Machine();
        var shop = Given("shop", Storage("/app/files", "shop", ""), Own(MountSource.Tmp, "shop.0"));
        await machine.StartAsync(shop);
        await machine.RunAsync("shop", "head -c 1000 /dev/zero > files/x; head -c 2000 /dev/zero > tmp/x");
        var usage = machine.Runtime.Mounts(machine.Environment, shop);
        Assert.Equal([1000, 2000], usage.Select(one => one.Used!.Value));
        Assert.All(usage, one => Assert.True(one.Free > 0));
    }

    private static InstancePlan Given(string container, params MountPlan[] mounts) => Machine.Instance(container) with { Mounts = mounts.ToSequence() };

    private static MountPlan Storage(string target, string owner, string directory) => new(target, new VolumeName(MountSource.Storage, owner), directory);

    private static MountPlan Own(MountSource source, string instance)
    {
        var name = source.ToString().ToLowerInvariant();
        return new MountPlan("/app/" + name, new VolumeName(source, instance), name);
    }
}
