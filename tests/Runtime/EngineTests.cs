using Sundog.Planning;

namespace Sundog.Runtime.Tests;

/// <summary>crun and runc: whichever makes a container, it is the same, and the other one's are served too.</summary>
public sealed class EngineTests
{
    private static readonly InstanceName s_shop = new("shop", 0);

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Each_starts_enters_limits_resizes_and_stops_an_instance(string program)
    {
        await using var machine = new Machine(program);
        var plan = Machine.Instance("shop");
        await machine.StartAsync(plan);
        Assert.Equal([program], MakersIn(machine));
        Assert.Equal(["sundog-init"], await machine.RunAsync("shop", "cat /proc/1/comm"));
        foreach (var process in new[] { "1", "self" })
        {
            var status = await machine.RunAsync("shop", $"cat /proc/{process}/status");
            Assert.Contains("CapBnd:\t0000000000000000", status);
            Assert.Contains("NoNewPrivs:\t1", status);
            Assert.Contains("Seccomp:\t2", status);
            Assert.Contains($"Uid:\t{Machine.User}\t{Machine.User}\t{Machine.User}\t{Machine.User}", status);
        }

        Assert.NotEqual(0, await machine.ExitAsync("shop", "unshare --user true"));
        Assert.Equal(["256"], await machine.RunAsync("shop", Limit("pids", "pids.max")));
        await machine.Runtime.ResizeAsync(machine.Environment, plan with { Limits = new Limits(1, 300, 512) }, Cancellation);
        Assert.Equal(["512"], await machine.RunAsync("shop", Limit("pids", "pids.max")));
        Assert.Equal(37, await machine.ExitAsync("shop", "exit 37"));
        await machine.StopAsync("shop");
        Assert.Empty(machine.Runtime.Observe(machine.Environment));
        Assert.Empty(MakersIn(machine));
    }

    [Theory]
    [InlineData("crun", "runc")]
    [InlineData("runc", "crun")]
    public async Task A_container_of_the_one_is_entered_and_stopped_when_the_other_makes_new_ones(string before, string after)
    {
        await using var machine = new Machine(before);
        await machine.StartAsync(Machine.Instance("shop"));
        var pid = machine.InitPid("shop");
        machine.Succeed(after);
        await machine.StartAsync(Machine.Instance("shop"), Machine.Instance("shop--queue"));
        Assert.Equal(pid, machine.InitPid("shop"));
        Assert.Equal(["crun", "runc"], MakersIn(machine));
        foreach (var container in new[] { "shop", "shop--queue" })
        {
            Assert.Equal(["sundog-init"], await machine.RunAsync(container, "cat /proc/1/comm"));
        }

        // As `sundog ssh` does.
        var enter = machine.Runtime.EnterCommand(machine.Environment, s_shop, "exit 41", terminal: false);
        using var entered = System.Diagnostics.Process.Start(enter[0], enter.Skip(1));
        await entered.WaitForExitAsync(Cancellation);
        Assert.Equal(41, entered.ExitCode);
        await machine.StopAsync("shop");
        await machine.StopAsync("shop--queue");
        Assert.Empty(MakersIn(machine));
    }

    private static string Limit(string controller, string file) => $"cat /sys/fs/cgroup/{file} 2>/dev/null || cat /sys/fs/cgroup/{controller}/{file}";

    // Each keeps another file of a container.
    private static IEnumerable<string> MakersIn(Machine machine)
    {
        var root = Path.Combine(machine.State.Transient, "oci");
        return Directory.Exists(root)
            ? Directory.GetDirectories(root).Select(one => File.Exists(Path.Combine(one, "state.json")) ? "runc" : "crun").Order()
            : [];
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
