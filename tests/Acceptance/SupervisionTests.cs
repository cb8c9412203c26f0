namespace Sundog.Acceptance.Tests;

/// <summary>Commands that end are restarted; those that a person stops stay stopped.</summary>
[Collection(nameof(ThreeInstances))]
public sealed class SupervisionTests(ThreeInstances three)
{
    private const string Queue = "myapp--queue";

    private Project Project => three.Project;

    [Fact]
    public async Task A_worker_that_is_killed_from_inside_is_restarted_and_the_next_order_is_processed()
    {
        var before = (await Project.PsAsync())[Queue];
        await Project.ReadAsync("queue", "pkill -KILL -f '^python queue'");
        await Project.UntilAsync(Queue, instance => instance.State == "running" && instance.Restarts == before.Restarts + 1, "to be restarted once");
        var order = await three.OrderAsync("after the kill");
        var after = (await Project.PsAsync())[Queue];

        Assert.Contains("recorded by myapp--queue.0", order);
        Assert.NotEqual(before.Pid, after.Pid);
        Assert.Equal(before.Restarts + 1, after.Restarts);
        // The shell that runs the command tells of its child's signal in its own way.
        Assert.Equal(128 + 9, (int?)after.LastExit!["code"]);
        Assert.True(after.StartedAt > before.StartedAt);
    }

    [Fact]
    public async Task A_command_that_ends_well_is_restarted_all_the_same()
    {
        var before = (await Project.PsAsync())["myapp--mail"];
        await Project.ReadAsync("mail", "pkill -TERM -f '^python mail'");
        await Project.UntilAsync("myapp--mail", instance => instance.State == "running" && instance.Restarts == before.Restarts + 1, "to be restarted once");

        Assert.Equal(0, (int?)(await Project.PsAsync())["myapp--mail"].LastExit!["code"]);
    }

    [Fact]
    public async Task Restart_starts_the_command_anew_in_its_container_and_touches_no_other()
    {
        var before = await Project.PsAsync();
        var container = await Project.ReadAsync("queue", "stat -c %Y /proc/1");

        var outcome = (await Project.RunAsync("restart", "--worker=queue")).Succeeded();

        Assert.Contains("myapp--queue.0: ok: run: app", outcome.Error, StringComparison.Ordinal);
        var after = await Project.PsAsync();
        Assert.NotEqual(before[Queue].Pid, after[Queue].Pid);
        Assert.Equal(container, await Project.ReadAsync("queue", "stat -c %Y /proc/1"));
        Assert.Equal(before["myapp--mail"].Pid, after["myapp--mail"].Pid);
        Assert.Null(after[Queue].LastExit!["reason"]);
    }

    [Fact]
    public async Task Sv_stops_the_command_and_starts_it_again_and_the_container_stays()
    {
        Assert.Matches("^run: app: \\(pid [0-9]+\\)", await Project.ReadAsync("queue", "sv status app"));
        var before = (await Project.PsAsync())[Queue];

        try
        {
            Assert.StartsWith("ok: down: app", await Project.ReadAsync("queue", "sv stop app"));
            await Project.UntilAsync(Queue, instance => instance.State == "stopped" && instance.Pid is null, "to be stopped");
            Assert.False(Processes.Exists(before.Pid!.Value));
            Assert.Matches("^down: app: [0-9]+s", await Project.ReadAsync("queue", "sv status app"));
            Assert.Equal("", await Project.ReadAsync("queue", "pgrep -f '^python queue'; true"));
        }
        finally
        {
            Assert.StartsWith("ok: run: app", await Project.ReadAsync("queue", "sv start app"));
        }

        await Project.UntilAsync(Queue, instance => instance.State == "running", "to run");
        Assert.Contains("recorded by", await three.OrderAsync("after sv start"));
    }

    [Fact]
    public async Task A_container_whose_PID_1_is_killed_is_made_anew_and_there_are_never_two_copies_of_its_worker()
    {
        var before = (await Project.PsAsync())["myapp--mail"];
        var group = Processes.Cgroups(before.Pid!.Value);
        await Command.RunAsync("kill", "-9", $"{Processes.Parent(before.Pid.Value)}");
        var most = 0;
        await Until.TrueAsync(
            async () =>
            {
                var copies = Processes.All().Where(pid => Processes.Arguments(pid) is ["python", "mail-worker.py", ..] && Processes.Cgroups(pid) == group).ToArray();
                most = Math.Max(most, copies.Count(Processes.Exists));
                return copies.Length == 1 && (await Project.RunAsync("ps")).Code == 0
                    && (await Project.PsAsync())["myapp--mail"] is { State: "running" } mail && mail.Pid != before.Pid;
            },
            "the container to be made anew");

        Assert.False(Processes.Exists(before.Pid.Value));
        Assert.Equal(1, most);
        var after = (await Project.PsAsync())["myapp--mail"];
        Assert.Equal((1, "PID 1 had ended; the container was made anew"), (after.Restarts, (string?)after.LastExit!["reason"]));
        Assert.Contains("PID 1 had ended, and every process with it", (await Project.RunAsync("logs", "--worker", "mail")).Output);
        Assert.Contains("letter written by", await three.OrderAsync("after PID 1"));
    }

    [Fact]
    public async Task Instances_do_not_depend_on_the_daemon()
    {
        var before = await Project.PidsAsync();
        var restarts = (await Project.PsAsync())["myapp--mail"].Restarts;
        Assert.NotNull(Project.Machine.Daemon);
        await Project.Machine.KillDaemonAsync("KILL");

        Assert.Null(Project.Machine.Daemon);
        Assert.All(before.Values, pid => Assert.True(Processes.Exists(pid!.Value)));

        // With nobody there but sundog-init, a command is restarted all the same.
        await Command.RunAsync("kill", "-9", $"{before["myapp--mail"]}");
        await Until.TrueAsync(() => !Processes.Exists(before["myapp--mail"]!.Value), "the command to be killed");

        // The next command brings the daemon back, which finds everything.
        await Project.UntilAsync("myapp--mail", instance => instance.Restarts == restarts + 1 && instance.State == "running", "to be restarted");
        var after = await Project.PidsAsync();
        Assert.NotNull(Project.Machine.Daemon);
        Assert.Equal(before.Where(entry => entry.Key != "myapp--mail"), after.Where(entry => entry.Key != "myapp--mail"));

        await Until.TrueAsync(async () => (await PageAsync()) == "OK", "the page to be served again");
        Assert.Contains("letter written by", await three.OrderAsync("after the daemon"));
    }

    private async Task<string> PageAsync()
    {
        try
        {
            using var answer = await three.Page.GetAsync("", TestContext.Current.CancellationToken);
            return answer.ReasonPhrase!;
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
    }
}
