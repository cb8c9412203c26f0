using Sundog.Planning;
using Sundog.Runtime.Local;

namespace Sundog.Runtime.Tests;

/// <summary>The ways in which machines mount cgroups. This machine has one of them; of the others the files are made here.</summary>
public sealed class CgroupTests : IDisposable
{
    private static readonly EnvironmentName s_environment = new("shop", "main");

    private readonly string _mount = Directory.CreateTempSubdirectory("sundog-cgroups-").FullName;

    public void Dispose() => Directory.Delete(_mount, recursive: true);

    [Fact]
    public void Version_2_alone_is_one_tree_with_everything_in_it()
    {
        Give("cgroup.controllers", "cpu io memory pids\n");
        Give("sundog/shop-main/app.0/cgroup.procs", "4000001\n4000002\n");
        Give("sundog/shop-main/app.0/memory.current", "5000000\n");
        Give("sundog/shop-main/app.0/memory.stat", "anon 1\ninactive_file 1000000\nactive_file 7\n");
        Give("sundog/shop-main/app.0/cpu.stat", "usage_usec 2500000\nuser_usec 1\n");
        var layout = new CgroupLayout(_mount);
        Assert.True(layout.IsUnified);
        Assert.False(layout.IsHybrid);
        Assert.Equal([_mount], layout.Trees);
        Expect(new Cgroups("sundog", layout));
    }

    [Theory]
    [InlineData(true, "cpu", "cpuacct")]
    [InlineData(false, "cpu", "cpuacct")]
    [InlineData(true, "cpu,cpuacct", "cpu,cpuacct")]
    [InlineData(false, "cpu,cpuacct", "cpu,cpuacct")]
    public void Version_1_is_a_tree_for_each_controller_with_or_without_version_2_beside_it(bool hybrid, string cpu, string accounts)
    {
        if (hybrid)
        {
            Give("unified/cgroup.controllers", "");
        }

        Give($"{cpu}/tasks", "");
        Give("pids/sundog/shop-main/app.0/cgroup.procs", "4000001\n4000002\n");
        Give("memory/sundog/shop-main/app.0/memory.usage_in_bytes", "5000000\n");
        Give("memory/sundog/shop-main/app.0/memory.stat", "inactive_file 3\ntotal_inactive_file 1000000\n");
        Give($"{accounts}/sundog/shop-main/app.0/cpuacct.usage", "2500000000\n");
        var layout = new CgroupLayout(_mount);
        Assert.False(layout.IsUnified);
        Assert.Equal(hybrid, layout.IsHybrid);
        Assert.Contains($"{_mount}/memory", layout.Trees);
        Assert.False(layout.CountsSwap);
        Give("memory/memory.memsw.limit_in_bytes", "1\n");
        Assert.True(layout.CountsSwap);
        Expect(new Cgroups("sundog", layout));
    }

    [Fact]
    public async Task Removing_takes_an_environment_from_every_tree_and_leaves_the_others()
    {
        foreach (var tree in new[] { "unified", "pids", "memory" })
        {
            Directory.CreateDirectory($"{_mount}/{tree}/sundog/shop-main/app.0");
            Directory.CreateDirectory($"{_mount}/{tree}/sundog/shop-main-2/app.0");
        }

        var cgroups = new Cgroups("sundog", new CgroupLayout(_mount));
        await cgroups.RemoveAsync(s_environment);
        Assert.All(["unified", "pids", "memory"], tree => Assert.Equal([$"{_mount}/{tree}/sundog/shop-main-2"], Directory.GetDirectories($"{_mount}/{tree}/sundog")));
        Assert.True(cgroups.AnyLeft);
        await cgroups.RemoveAsync(new EnvironmentName("shop", "main-2"));
        Assert.False(cgroups.AnyLeft);
    }

    [Fact]
    public void Limits_are_written_in_words_that_every_version_has()
    {
        var limits = ContainerLimits.Update(new Limits(0.25, 128, 4096));
        Assert.Equal(128L << 20, (long)limits["memory"]!["limit"]!);
        Assert.Equal(256ul, (ulong)limits["cpu"]!["shares"]!);
        Assert.Equal(4096, (int)limits["pids"]!["limit"]!);

        // The least that version 1 takes.
        Assert.Equal(2ul, (ulong)ContainerLimits.Update(new Limits(0.001, 64, 10))["cpu"]!["shares"]!);

        // Neither a slice nor a scope of systemd's, which leaves alone what it did not make.
        Assert.Equal("/sundog/shop-main/app.0", new Cgroups("sundog", new CgroupLayout(_mount)).PathOf(s_environment, "app.0"));
    }

    private static void Expect(Cgroups cgroups)
    {
        Assert.Equal(["app.0"], cgroups.NamesIn(s_environment));
        Assert.Equal([4000001, 4000002], cgroups.Processes(s_environment, "app.0"));
        Assert.Equal((4_000_000L, TimeSpan.FromSeconds(2.5)), cgroups.Usage(s_environment, "app.0"));
        Assert.Null(cgroups.HostPid(s_environment, "app.0", 1));
        Assert.Equal((null, null), cgroups.Usage(s_environment, "nobody.0"));
        Assert.True(cgroups.AnyLeft);
    }

    private void Give(string path, string text)
    {
        var file = Path.Combine(_mount, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
