using Sundog.Planning;

namespace Sundog.Runtime.Tests;

/// <summary>What the supervisor promises, in real containers.</summary>
public sealed class SupervisorTests
{
    [Fact]
    public async Task A_worker_killed_for_want_of_memory_is_told_with_its_limit_and_no_other_is_touched()
    {
        await using var machine = new Machine();
        var hungry = Machine.Instance("shop--hungry", "sleep 0.5; head -c 300m /dev/zero | tail") with { Limits = new Limits(0.5, 64, 256) };
        await machine.StartAsync(Machine.Instance("shop"), hungry);
        var before = machine.Runtime.Observe(machine.Environment).Single(one => one.Name.Container == "shop");
        await Wait.UntilAsync(
            () => Task.FromResult(machine.Runtime.Observe(machine.Environment).Any(one => one.LastExit?.Reason == "killed: out of memory, limit 64 MiB")));
        var after = machine.Runtime.Observe(machine.Environment).Single(one => one.Name.Container == "shop");
        Assert.Equal((before.Pid, before.Restarts), (after.Pid, after.Restarts));
    }

    [Fact]
    public async Task A_child_killed_for_want_of_memory_is_told_though_the_command_lives_on()
    {
        await using var machine = new Machine();
        await machine.StartAsync(Machine.Instance(
            "shop", "sh -c 'head -c 300m /dev/zero | tail > /dev/null'; while :; do echo I live; sleep 0.1; done") with
        { Limits = new Limits(0.5, 64, 256) });
        var log = machine.Runtime.LogFile(machine.Environment, new InstanceName("shop", 0), "app");
        await Wait.UntilAsync(() => Task.FromResult(File.Exists(log) && File.ReadAllText(log).Contains("a process was killed: out of memory, limit 64 MiB", StringComparison.Ordinal)));
        Assert.Equal(0, machine.Runtime.Observe(machine.Environment).Single().Restarts);
    }

    [Fact]
    public async Task Programs_see_the_limit_of_their_instance_and_cannot_change_it()
    {
        await using var machine = new Machine();
        await machine.StartAsync(Machine.Instance("shop"));
        Assert.Equal([$"{224L << 20}"], await machine.RunAsync("shop", "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2> /dev/null"));
        Assert.NotEqual(0, await machine.ExitAsync("shop", "mkdir /sys/fs/cgroup/memory/mine || mkdir /sys/fs/cgroup/mine"));
    }

    [Fact]
    public async Task The_environment_of_PID_1_tells_nobody_a_secret_and_that_of_a_session_holds_all()
    {
        await using var machine = new Machine();
        var plan = Machine.Instance("shop");
        await machine.StartAsync(plan with { Environment = new([.. plan.Environment, new("SECRET", "hunter2")]) });
        Assert.NotEqual(0, await machine.ExitAsync("shop", "cat /proc/1/environ"));
        Assert.Equal(["hunter2"], await machine.RunAsync("shop", "echo $SECRET"));
        Assert.Equal(["1"], await machine.RunAsync("shop", "tr '\\0' '\\n' < /proc/$(cat /run/service/app/supervise/pid)/environ | grep -c SECRET=hunter2"));
    }

    [Fact]
    public async Task The_user_may_use_the_service_folder_as_with_runit()
    {
        await using var machine = new Machine();
        await machine.StartAsync(Machine.Instance("shop"));
        Assert.Equal(0, await machine.ExitAsync("shop", "printf '#!/bin/sh\\necho $1 $2 > /run/finished\\n' > /run/service/app/finish && chmod +x /run/service/app/finish && /.sundog/bin/sv restart app"));
        Assert.Equal(["-1 15"], await machine.RunAsync("shop", "cat /run/finished"));
        Assert.Contains("normally down", Assert.Single(await machine.RunAsync("shop", "touch /run/service/app/down; /.sundog/bin/sv status app")), StringComparison.Ordinal);
        Assert.Equal(1, await machine.ExitAsync("shop", "printf '#!/bin/sh\\nexit 1\\n' > /run/service/app/check && chmod +x /run/service/app/check && /.sundog/bin/sv -w 1 check app"));
    }

    [Fact]
    public async Task A_stop_at_any_instant_of_a_start_is_never_lost()
    {
        await using var machine = new Machine();
        for (var delay = 0; delay <= 50; delay += 5)
        {
            var instance = Machine.Instance("shop") with { HasInternet = false };
            await machine.Runtime.StartAsync(new Launch(machine.Environment, Machine.User, instance, [], machine.App), TestContext.Current.CancellationToken);
            await Task.Delay(delay, TestContext.Current.CancellationToken);
            var began = TimeProvider.System.GetTimestamp();
            Assert.Empty(await machine.Runtime.StopAsync(machine.Environment, instance.Name, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(25));
        }
    }
}
