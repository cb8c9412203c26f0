using System.Diagnostics;

namespace Sundog.Supervisor.Tests;

public class StoppingTests
{
    /// <summary>What ends long before this has obeyed.</summary>
    private const string LongGrace = "grace=300";

    private const string Deaf = "trap '' TERM; while :; do sleep 1000; done";

    [Fact]
    public void The_process_under_the_shell_gets_SIGTERM_too()
    {
        using var instance = new Instance("sh -c 'trap \"echo obeyed; exit\" TERM; echo up; while :; do sleep 0.01; done'; true", LongGrace).Run();
        instance.UntilLog("up");
        instance.Terminate();
        Assert.InRange(instance.WaitForEnd().TotalSeconds, 0, 30);
        Assert.Contains("obeyed", instance.Log);
        Assert.Equal(0, instance.ExitCode);
        Assert.Empty(instance.Status["killed"]!.AsArray());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(37)]
    public void Every_usual_stop_signal_stops_the_instance(int signal)
    {
        using var instance = new Instance("exec sleep 1000").Run();
        instance.UntilState("running");
        instance.Signal(signal);
        instance.WaitForEnd();
        Assert.Equal(0, instance.ExitCode);
        Assert.Equal("stopped", instance.State);
    }

    [Fact]
    public void A_stop_is_never_lost_however_early_it_comes()
    {
        for (var round = 0; round < 40; round++)
        {
            using var instance = new Instance("exec sleep 1000").Run(waitForStart: false);
            // As soon as PID 1 can be seen to await the signal, and not a moment later.
            instance.Until(() => instance.AwaitsStop(), "PID 1 to await signals", spin: true);
            SpinFor(round * 5);
            instance.Terminate();
            instance.WaitForEnd();
            Assert.Equal(0, instance.ExitCode);
        }

        static void SpinFor(int microseconds)
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalMicroseconds < microseconds;)
            {
            }
        }
    }

    [Fact]
    public void A_plain_fork_bomb_obeys_at_once()
    {
        using var instance = new Instance("bomb() { bomb & bomb; }; echo up; bomb 2> /dev/null; sleep 1000", "grace=300").Run();
        instance.UntilLog("up");
        Thread.Sleep(300);
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, instance.OurSv("-w", "200", "stop").Code);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        Assert.Empty(instance.Processes());
    }

    [Fact]
    public void The_grace_is_kept_and_who_was_killed_is_told()
    {
        using var instance = new Instance($"echo up; setsid sh -c \"{Deaf}\" & (setsid sh -c \"{Deaf}\" &) & {Deaf}", "grace=2.5").Run();
        instance.UntilLog("up");
        Thread.Sleep(100);
        var watch = Stopwatch.StartNew();
        instance.Terminate();
        instance.WaitForEnd();
        Assert.InRange(watch.Elapsed.TotalSeconds, 2.49, 30);
        var killed = instance.Status["killed"]!.AsArray().Select(one => (string)one!["command"]!).ToArray();
        Assert.Equal(6, killed.Length);
        Assert.Equal(3, killed.Count(command => command.StartsWith("sh -c trap '' TERM") || command.StartsWith("/bin/sh -c echo up")));
        Assert.Contains("still running at the end of the grace: killed", instance.Log);
    }

    [Fact]
    public void Sv_stop_ends_all_processes_of_the_command_and_leaves_a_session_alone()
    {
        using var instance = new Instance($"echo up; (setsid sh -c \"{Deaf}\" &) ; setsid sleep 999 & exec sleep 998", "grace=0.5").Run();
        instance.UntilLog("up");
        using var session = instance.EnterInBackground("sh", "-c", "sleep 777 & wait");
        instance.Until(() => instance.Processes().Any(line => line.Contains("sleep 777")), "the session");
        Assert.Equal(0, instance.Sv("stop").Code);
        Assert.Equal("stopped", instance.State);
        Assert.All(instance.Processes(), line => Assert.Contains("777", line));
        Assert.False(session.HasExited);

        instance.Terminate();
        Assert.InRange(instance.WaitForEnd().TotalSeconds, 0, 30);
        session.WaitForExit();
    }

    [Fact]
    public void A_session_that_ignores_the_end_of_the_instance_is_killed_with_it()
    {
        using var instance = new Instance("exec sleep 1000", "grace=0.5").Run();
        instance.UntilState("running");
        using var session = instance.EnterInBackground("sh", "-c", "trap '' TERM; while :; do sleep 777; done");
        instance.Until(() => instance.Processes().Any(line => line.Contains("sleep 777")), "the session");
        instance.Terminate();
        Assert.InRange(instance.WaitForEnd().TotalSeconds, 0.4, 30);
        session.WaitForExit();
        Assert.Contains("trap ''", instance.Status["killed"]!.ToJsonString().Replace("\\u0027", "'"));
    }

    [Theory]
    [InlineData("start", "up")]
    [InlineData("stop", "down")]
    public void The_last_status_of_an_instance_says_whether_a_person_had_stopped_the_command(string asked, string want)
    {
        using var instance = new Instance("exec sleep 1000").Run();
        instance.UntilState("running");
        instance.Sv(asked);
        instance.Terminate();
        instance.WaitForEnd();
        Assert.Equal(("stopped", want), (instance.State, (string)instance.Status["want"]!));
    }

    [Fact]
    public void What_was_stopped_by_hand_stays_stopped_until_it_is_started_by_hand()
    {
        using var instance = new Instance("exec sleep 1000").Run();
        instance.UntilState("running");
        Assert.StartsWith("ok: down: ", instance.Sv("stop").Output);
        Assert.Equal("down", (string)instance.Status["want"]!);
        Assert.Equal(0, instance.Enter("true").Code);
        Assert.Equal("stopped", instance.State);
        Assert.StartsWith("ok: run: ", instance.Sv("start").Output);
        Assert.Equal(0, instance.Restarts);
    }

    [Fact]
    public void A_stopped_process_is_stopped_for_good_all_the_same()
    {
        using var instance = new Instance("trap 'echo obeyed; exit' TERM; echo up; while :; do sleep 0.01; done", LongGrace).Run();
        instance.UntilLog("up");
        instance.Sv("pause");
        instance.Until(() => instance.Processes().All(line => line.Contains(" T")), "all to be stopped");
        Assert.Contains(", paused", instance.Sv("status").Output);
        instance.Terminate();
        Assert.InRange(instance.WaitForEnd().TotalSeconds, 0, 30);
        Assert.Contains("obeyed", instance.Log);
    }

    [Fact]
    public void A_daemon_that_pre_start_left_behind_lives_through_restarts_and_ends_with_the_instance()
    {
        using var instance = new Instance("exec sleep 1000", LongGrace);
        instance.Give("pre_start", "setsid sleep 555 > /dev/null 2>&1 &");
        instance.Run();
        instance.UntilState("running");
        instance.Sv("restart");
        instance.Sv("stop");
        Assert.Contains(instance.Processes(), line => line.Contains("sleep 555"));
        instance.Terminate();
        Assert.InRange(instance.WaitForEnd().TotalSeconds, 0, 30);
    }

    [Fact]
    public void A_stop_during_pre_start_stops_it()
    {
        using var instance = new Instance("echo never");
        instance.Give("pre_start", "echo pre; exec sleep 1000");
        instance.Run();
        instance.UntilLog("pre");
        Assert.Equal(0, instance.Sv("stop").Code);
        Assert.Equal("stopped", instance.State);
        Assert.DoesNotContain("never", instance.Log);
        Assert.Empty(instance.Processes());
    }

    [Fact]
    public void A_fork_bomb_is_stopped_and_does_not_come_back()
    {
        using var instance = new Instance("bomb() { bomb & bomb; }; echo up; trap '' TERM; bomb 2> /dev/null; sleep 1000", "grace=0.3").Run();
        instance.UntilLog("up");
        Thread.Sleep(300);
        Assert.Equal(0, instance.OurSv("-w", "200", "stop").Code);
        Assert.Empty(instance.Processes());
    }

    [Fact]
    public void A_bomb_whose_processes_each_lead_a_session_is_stopped_too()
    {
        using var instance = new Instance(
            "trap '' TERM; echo 'while :; do setsid sh $HERE/bomb & sleep 0.01; done' > $HERE/bomb; echo up; sh $HERE/bomb 2> /dev/null",
            "grace=0.5").Run();
        instance.UntilLog("up");
        Thread.Sleep(300);
        Assert.Equal(0, instance.OurSv("-w", "200", "stop").Code);
        Assert.Empty(instance.Processes());
        instance.Terminate();
        Assert.InRange(instance.WaitForEnd().TotalSeconds, 0, 30);
    }
}
