using System.Diagnostics;
using System.Globalization;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime.Local;

namespace Sundog.Runtime.Tests;

/// <summary>The sizes of storage volumes.</summary>
public sealed class DiskTests : IAsyncDisposable
{
    private readonly Machine _machine = new();

    public DiskTests() => Assert.SkipUnless(SizedDisk.IsAvailable, "this machine has no loop devices");

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task A_volume_ends_at_its_size_which_all_its_users_share()
    {
        await _machine.StartAsync(Given("shop", 64), Given("shop--queue", 64));
        Assert.InRange(await SizeAsync("shop"), 55_000_000, 64_000_000);
        Assert.NotEqual(0, await _machine.ExitAsync("shop", "fallocate -l 70000000 files/big"));
        Assert.Equal(0, await _machine.ExitAsync("shop", "rm -f files/big; fallocate -l 35000000 files/one"));
        Assert.NotEqual(0, await _machine.ExitAsync("shop--queue", "fallocate -l 35000000 files/two"));
        var usage = Assert.Single(_machine.Runtime.Mounts(_machine.Environment, Given("shop", 64)));
        Assert.Equal(64_000_000, usage.Size);
        Assert.InRange(usage.Free!.Value, 0, 30_000_000);
        Assert.Equal(64_000_000, _machine.Runtime.Disk(_machine.Environment, Volume, [Given("shop", 64)]).Size);
    }

    [Fact]
    public async Task A_volume_becomes_larger_with_all_that_it_holds_and_never_smaller()
    {
        await _machine.StartAsync(Given("shop", 64));
        await _machine.RunAsync("shop", "seq 100000 > files/x; mkdir files/empty");
        var before = await _machine.RunAsync("shop", "cksum files/x; stat -c '%u %A' files/empty");
        foreach (var (asked, least, most) in new[] { (300, 270_000_000L, 300_000_000L), (64, 270_000_000, 300_000_000), (301, 270_000_000, 301_000_000) })
        {
            await _machine.StopAsync("shop");
            await _machine.StartAsync(Given("shop", asked));
            Assert.InRange(await SizeAsync("shop"), least, most);
            Assert.Equal(before, await _machine.RunAsync("shop", "cksum files/x; stat -c '%u %A' files/empty"));
        }
    }

    [Fact]
    public async Task Many_who_start_at_once_share_one_disk_which_is_whole_when_they_were_killed()
    {
        string[] containers = ["shop", "shop--a", "shop--b", "shop--c"];
        await _machine.StartAsync([.. containers.Select(container => Given(container, 64))]);
        Assert.Single(Attached());
        await Task.WhenAll(containers.Select(container => _machine.RunAsync(container, $"for i in $(seq 200); do echo $i >> files/{container}; done")));
        Assert.Equal(["200 200 200 200"], await _machine.RunAsync("shop", "echo $(tail -qn1 files/shop files/shop--a files/shop--b files/shop--c)"));

        var ended = containers.Select(container => _machine.Runtime.WaitEndAsync(_machine.Environment, new InstanceName(container, 0))).ToList();
        foreach (var container in containers)
        {
            Process.GetProcessById(_machine.InitPid(container)).Kill();
        }

        await Task.WhenAll(ended);
        await Wait.UntilAsync(() => Task.FromResult(!Attached().Any()));

        // What a journal is for: after it has been played back nothing is amiss.
        await CheckAsync("-p");
        await CheckAsync("-n");
        await _machine.StartAsync([.. containers.Select(container => Given(container, 64))]);
        Assert.Equal(["800"], await _machine.RunAsync("shop--b", "cat files/* | wc -l"));
    }

    [Fact]
    public async Task An_instance_that_starts_while_another_one_ends_finds_the_volume_as_that_one_left_it()
    {
        for (var i = 0; i < 10; i++)
        {
            await _machine.StartAsync(Given("shop", 64));
            await _machine.RunAsync("shop", $"echo {i} >> files/x");
            await _machine.StopAsync("shop");
            await _machine.StartAsync(Given("shop--queue", 64));
            Assert.Equal([$"{i + 1}"], await _machine.RunAsync("shop--queue", "cat files/x | wc -l"));
            await _machine.StopAsync("shop--queue");
        }
    }

    [Fact]
    public async Task A_volume_that_was_made_as_a_directory_stays_one_with_all_it_holds()
    {
        var directory = Directory.CreateDirectory(Path.Combine(Place, "files/in")).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "x"), "old\n", TestContext.Current.CancellationToken);
        await _machine.StartAsync(Given("shop", 64));
        Assert.Equal(["old"], await _machine.RunAsync("shop", "cat files/x"));
        Assert.Null(Assert.Single(_machine.Runtime.Mounts(_machine.Environment, Given("shop", 64))).Size);
        Assert.False(File.Exists(Place + ".ext4"));
    }

    [Fact]
    public async Task A_build_has_8_GB_of_temporary_space_of_which_nothing_is_left()
    {
        var (code, lines) = await _machine.BuildAsync("df -B1 --output=size /tmp | tail -1; touch /tmp/x; fallocate -l 8200000000 /tmp/big || echo full");
        Assert.Equal(0, code);
        Assert.InRange(long.Parse(lines[0], CultureInfo.InvariantCulture), 7_500_000_000, 8_000_000_000);
        Assert.Equal("full", lines[^1]);
        Assert.Empty(Directory.GetFileSystemEntries(_machine.State.Scratch));
        await Wait.UntilAsync(() => Task.FromResult(!Attached().Any()));
    }

    private static VolumeName Volume { get; } = new(MountSource.Storage, "shop");

    private string Place => _machine.State.Volume(_machine.Environment, Volume);

    private static InstancePlan Given(string container, int megabytes) =>
        Machine.Instance(container) with { Mounts = [new MountPlan("/app/files", Volume, "files/in") { Disk = megabytes }] };

    private async Task<long> SizeAsync(string container) =>
        long.Parse((await _machine.RunAsync(container, "df -B1 --output=size files | tail -1"))[0], CultureInfo.InvariantCulture);

    private async Task CheckAsync(string how)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/sbin/e2fsck", ["-f", how, Place + ".ext4"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
    }

    private IEnumerable<string> Attached() => Machine.Disks().Where(file => file.StartsWith(_machine.State.Root, StringComparison.Ordinal) && file.Contains("storage", StringComparison.Ordinal));
}
