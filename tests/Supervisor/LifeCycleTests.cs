namespace Sundog.Supervisor.Tests;

public class LifeCycleTests
{
    [Theory]
    [InlineData("exit 0")]
    [InlineData("exit 7")]
    [InlineData("kill -9 $$")]
    public void Start_is_restarted_whenever_it_ends_whatever_its_status(string end)
    {
        using var instance = new Instance($"echo run; sleep 1.1; {end}").Run();
        instance.Until(() => instance.Restarts >= 2, "two restarts");
        Assert.DoesNotContain("next start in", instance.Log);
    }

    [Fact]
    public void Pre_start_runs_once_before_start_and_post_start_after_every_start()
    {
        using var instance = new Instance("echo start; exec sleep 1000");
        instance.Give("pre_start", "echo pre; sleep 0.2; echo done");
        instance.Give("post_start", "sleep 0.1; echo post");
        instance.Run();
        instance.UntilState("running");
        Assert.Equal("pre\ndone\nstart\npost\n", instance.Log);
        instance.Sv("restart");
        instance.Until(() => instance.Log.Split("post\n").Length == 3, "the second post_start");
        Assert.Single(instance.Log.Split("pre\n")[1..]);
    }

    [Fact]
    public void With_a_down_file_in_its_folder_the_command_waits_for_sv_start_and_sv_says_normally_down()
    {
        using var instance = new Instance("echo start; exec sleep 1000");
        instance.Give("pre_start", "echo pre");
        File.WriteAllText(Path.Combine(instance.Service, "down"), "");
        instance.Run();
        // The first status that anybody can read says it already.
        Assert.Equal(("stopped", "down", false), (instance.State, (string)instance.Status["want"]!, (bool)instance.Status["ready"]!));
        Assert.Matches("^down: .*: [0-9]+s\n$", instance.Sv("status").Output);
        Assert.Equal("", instance.Log);

        Assert.Equal(0, instance.Sv("start").Code);
        Assert.Matches("^run: .*, normally down\n$", instance.Sv("status").Output);
        Assert.Equal(instance.Sv("status").Output.Split(' ')[^2..], instance.OurSv("status").Output.Split(' ')[^2..]);
        instance.Until(() => instance.Log == "pre\nstart\n", "the command");
        Assert.Equal(0, instance.Restarts);

        // Only the start of the instance asks for it.
        instance.Sv("kill");
        instance.Until(() => instance.Log.Split("start\n").Length == 3, "the second run");
    }

    [Fact]
    public void A_container_that_takes_the_place_of_one_that_ended_unasked_says_so()
    {
        using var instance = new Instance("exec sleep 1000", "remade=1").Run();
        instance.UntilState("running");
        Assert.Equal("PID 1 had ended; the container was made anew", (string)instance.Status["lastExit"]!["reason"]!);
        Assert.Equal(9, (int)instance.Status["exits"]![0]!["signal"]!);
        Assert.Equal(1, instance.Restarts);
        Assert.Matches("^[0-9TZ:.-]+ sundog: PID 1 had ended, and every process with it; the container was made anew\n$", instance.Log);
    }

    [Fact]
    public void The_instance_is_ready_when_post_start_is_done_and_sv_check_waits_for_that()
    {
        using var instance = new Instance("exec sleep 1000");
        instance.Give("post_start", "while ! test -e $HERE/go; do sleep 0.05; done");
        instance.Run();
        instance.Until(() => instance.Command != null, "the command");
        Assert.False((bool)instance.Status["ready"]!);
        Assert.Equal("starting", instance.State);
        Assert.NotEqual(0, instance.Sv("-w", "1", "check").Code);
        File.WriteAllText(Path.Combine(instance.Here, "go"), "");
        instance.UntilState("running");
        Assert.Equal(0, instance.Sv("check").Code);
        Assert.Equal(0, instance.OurSv("check").Code);
    }

    [Fact]
    public void A_post_start_that_fails_or_takes_too_long_is_told_and_holds_nothing_back_for_ever()
    {
        using var failing = new Instance("exec sleep 1000");
        failing.Give("post_start", "exit 3");
        failing.Run();
        failing.UntilState("running");
        failing.UntilLog("post_start ended with exit code 3");

        using var slow = new Instance("exec sleep 1000", "ready_within=0.3");
        slow.Give("post_start", "sleep 1000");
        slow.Run();
        slow.UntilState("running");
        slow.UntilLog("post_start is still running at its limit");
    }

    [Fact]
    public void A_pre_start_that_fails_is_told_and_start_follows()
    {
        using var instance = new Instance("echo here; exec sleep 1000");
        instance.Give("pre_start", "exit 4");
        instance.Run();
        instance.UntilState("running");
        instance.UntilLog("here");
        Assert.Contains("pre_start ended with exit code 4", instance.Log);
    }

    [Fact]
    public void Without_start_there_is_nothing_to_supervise_and_the_instance_is_running()
    {
        using var instance = new Instance("");
        File.Delete(Path.Combine(instance.Unit, "start"));
        instance.Run();
        instance.UntilState("running");
        Assert.Null(instance.Command);
        Assert.True((bool)instance.Status["ready"]!);
        instance.Terminate();
        instance.WaitForEnd();
        Assert.Equal(0, instance.ExitCode);
    }

    [Fact]
    public void A_command_that_keeps_failing_is_crash_looping_with_its_last_exits_and_its_last_lines()
    {
        using var instance = new Instance("echo before; echo 'cannot reach the \"database\"' >&2; exit 3").Run();
        instance.UntilState("crash-looping");
        instance.Until(() => instance.Status["exits"]!.AsArray().Count >= 3, "three exits");
        var status = instance.Status;
        Assert.Equal(3, (int)status["lastExit"]!["code"]!);
        Assert.Equal(["before", "cannot reach the \"database\""], status["tail"]!.AsArray().Select(line => (string)line!));
        Assert.Contains("start ended with exit code 3 after 0.0", instance.Log);
        Assert.Contains("next start in 0.", instance.Log);
    }

    [Fact]
    public void A_start_by_hand_ends_a_pause_at_once_and_is_no_restart()
    {
        using var instance = new Instance("test -e $HERE/fixed && exec sleep 1000; exit 1").Run();
        instance.UntilLog("next start in 4.");
        File.WriteAllText(Path.Combine(instance.Here, "fixed"), "");
        var restarts = instance.Restarts;
        Assert.Equal(0, instance.Sv("start").Code);
        instance.UntilState("running");
        Assert.Equal(restarts, instance.Restarts);
    }

    [Fact]
    public void Once_runs_it_once()
    {
        using var instance = new Instance("echo run; sleep 0.2").Run();
        instance.Sv("stop");
        instance.UntilState("stopped");
        var runs = instance.Log.Split("run\n").Length;
        instance.Sv("once");
        instance.Until(() => instance.Log.Split("run\n").Length == runs + 1, "the one run");
        instance.UntilState("stopped");
        Assert.Equal("once", (string)instance.Status["want"]!);
    }

    [Fact]
    public void A_finish_script_is_told_how_the_command_ended()
    {
        using var instance = new Instance("sleep 0.1; exit 9");
        File.WriteAllText(Path.Combine(instance.Service, "finish"), "#!/bin/sh\necho finish $1 $2\n");
        File.SetUnixFileMode(Path.Combine(instance.Service, "finish"), (UnixFileMode)0x1ED);
        instance.Run();
        instance.UntilLog("finish 9 0");
        instance.Until(() => instance.Restarts > 0, "a restart after finish");
    }

    [Fact]
    public void A_backgrounded_start_never_piles_up_and_the_reason_is_told()
    {
        using var instance = new Instance("sleep 1000 &").Run();
        instance.UntilState("crash-looping");
        instance.Until(() => ((string?)instance.Status["lastExit"]?["reason"])?.Contains("foreground") == true, "the reason");
        Assert.InRange(instance.Processes().Count(line => line.Contains("sleep 1000")), 0, 1);
    }

    [Fact]
    public void A_shell_that_was_killed_is_not_taken_for_a_command_in_the_background()
    {
        using var instance = new Instance("echo up; sleep 1000; true").Run();
        instance.UntilLog("up");
        var first = instance.Command;
        instance.Enter("kill", "-9", $"{first}");
        instance.Until(() => instance.Command is { } next && next != first, "the next run");
        Assert.Equal(9, (int)instance.Status["lastExit"]!["signal"]!);
        Assert.Null(instance.Status["lastExit"]!["reason"]);
        instance.Until(() => instance.Processes().Count(line => line.EndsWith("sleep 1000", StringComparison.Ordinal)) == 1, "one child, the new one's");
    }

    [Theory]
    [InlineData("no-such-program-here", 127)]
    [InlineData("/etc/passwd", 126)]
    public void A_command_that_cannot_be_run_ends_as_a_shell_says_it(string command, int code)
    {
        using var instance = new Instance(command).Run();
        instance.Until(() => (int?)instance.Status["lastExit"]?["code"] == code, $"exit code {code}");
        Assert.NotEmpty(instance.Status["tail"]!.AsArray());
    }

    [Fact]
    public void A_missing_folder_is_named_as_the_reason()
    {
        using var instance = new Instance("true", "directory=/no/such/folder").Run();
        instance.UntilLog("cannot enter the application's folder: No such file or directory");
        instance.UntilLastExit("code", 127);
    }

    [Fact]
    public void A_restart_by_hand_whose_shell_ends_before_its_child_is_not_taken_for_a_command_in_the_background()
    {
        using var instance = new Instance("sh -c 'trap \"sleep 0.3; exit\" TERM; echo up; while :; do sleep 0.05; done'; true").Run();
        instance.UntilLog("up");
        var first = instance.Command;
        Assert.Equal(0, instance.Sv("-w", "60", "restart").Code);
        instance.Until(() => instance.Command is { } next && next != first, "the next run");
        Assert.Null(instance.Status["lastExit"]!["reason"]);
        Assert.DoesNotContain("foreground", instance.Log);
    }
}
