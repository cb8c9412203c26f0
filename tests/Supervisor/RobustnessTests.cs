using System.Diagnostics;

namespace Sundog.Supervisor.Tests;

public class RobustnessTests
{
    [Fact]
    public void A_start_of_100_kB_and_one_of_300_kB_run()
    {
        foreach (var size in (int[])[100_000, 300_000])
        {
            using var instance = new Instance($"echo begin\n{string.Concat(Enumerable.Repeat(": filler filler filler\n", size / 23))}echo end; exec sleep 1000").Run();
            instance.UntilLog("begin\nend\n");
        }
    }

    [Fact]
    public void An_environment_of_1_MB_arrives_whole_and_alone()
    {
        using var instance = new Instance("env | wc -c; env | grep -c FILLER; exec sleep 1000");
        var variables = string.Concat(Enumerable.Range(0, 1000).Select(i => $"FILLER_{i}={new string('x', 1000)}\0"));
        instance.Give("environment", $"PATH={Environment.GetEnvironmentVariable("PATH")}\0ODD=a=b\nc\0EMPTY=\0{variables}");
        instance.Run();
        instance.UntilLog("1000\n");
    }

    [Fact]
    public void An_environment_that_the_system_refuses_is_told_and_nothing_breaks()
    {
        using var instance = new Instance("echo never");
        instance.Give("environment", $"BIG={new string('x', 200_000)}\0");
        instance.Run();
        instance.UntilLog("cannot run /bin/sh: Argument list too long");
        instance.UntilLastExit("code", 126);
        Assert.Equal(0, instance.Sv("stop").Code);
    }

    [Fact]
    public void Orphans_are_reaped_as_fast_as_they_come()
    {
        using var instance = new Instance("for i in $(seq 1 2000); do (true &); done; echo done; exec sleep 1000").Run();
        instance.UntilLog("done");
        instance.Until(() => !instance.Processes().Any(line => line.Contains(" Z")), "no zombie to be left");
    }

    [Fact]
    public void Many_restarts_leak_no_descriptor_and_no_memory_and_allocate_nothing()
    {
        const int Restarts = 2000;
        using var instance = new Instance(": a command that ends when it is told to\nexec sleep 1000").Run();
        instance.UntilState("running");
        Churn(200);
        var (files, memory) = Measure();
        var allocated = (long)instance.Status["allocatedBytes"]!;
        Churn(Restarts);
        var (filesAfter, memoryAfter) = Measure();
        Assert.InRange(filesAfter, 0, files);
        Assert.InRange(memoryAfter, 0, memory);
        Assert.Equal(allocated, (long)instance.Status["allocatedBytes"]!);

        void Churn(int times)
        {
            using var control = new FileStream(Path.Combine(instance.Service, "supervise/control"), FileMode.Open, FileAccess.Write);
            for (var i = 0; i < times; i++)
            {
                var before = instance.Command;
                control.Write("k"u8);
                control.Flush();
                instance.Until(() => instance.Command is { } pid && pid != before, "the next run");
            }
        }

        (int Files, long PrivateKilobytes) Measure()
        {
            var rollup = File.ReadAllLines($"/proc/{instance.Pid}/smaps_rollup");
            return (
                Directory.GetFiles($"/proc/{instance.Pid}/fd").Length,
                // Clean pages are the program's own, private whenever no other instance happens to run.
                rollup.Where(line => line.StartsWith("Private_Dirty")).Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])));
        }
    }

    [Fact]
    public void Everything_that_can_happen_to_a_command_happens_without_an_allocation()
    {
        using var instance = new Instance(
            "trap 'sleep 0.05 & exit 1' TERM; trap '' HUP; sh -c 'setsid sleep 1000 &'; echo up; i=0; while sleep 0.01; do echo line $((i += 1)); done",
            "grace=0.1", "timestamps=1", "log_size=4096");
        instance.Give("post_start", "exit 1");
        instance.Give("finish", "exit 1");
        instance.Run();
        Everything();
        var allocated = (long)instance.Status["allocatedBytes"]!;
        Everything();
        Everything();
        Assert.Equal(allocated, (long)instance.Status["allocatedBytes"]!);

        void Everything()
        {
            foreach (var command in (string[])["hup", "pause", "cont", "once", "term", "up", "restart", "kill", "start", "stop", "force-stop", "up"])
            {
                instance.Sv(command);
                instance.Enter("sh", "-c", "(true &)");
            }

            instance.UntilState("running");
        }
    }

    [Fact]
    public void When_idle_it_never_wakes()
    {
        using var instance = new Instance("exec sleep 1000").Run();
        instance.UntilState("running");
        Thread.Sleep(200);
        var before = Switches();
        Thread.Sleep(3000);
        Assert.Equal(before, Switches());

        string Switches() => string.Concat(Directory.GetDirectories($"/proc/{instance.Pid}/task").SelectMany(
            task => File.ReadLines(Path.Combine(task, "status")).Where(line => line.Contains("ctxt_switches"))));
    }

    [Fact]
    public void It_holds_no_terminal_and_no_folder_and_every_thread_leaves_the_signals_to_the_loop()
    {
        using var instance = new Instance("exec sleep 1000").Run();
        instance.UntilState("running");
        foreach (var standard in (int[])[0, 1, 2])
            Assert.Equal("/dev/null", File.ResolveLinkTarget($"/proc/{instance.Pid}/fd/{standard}", false)!.FullName);
        Assert.Equal("/", File.ResolveLinkTarget($"/proc/{instance.Pid}/cwd", false)!.FullName);
        foreach (var task in Directory.GetDirectories($"/proc/{instance.Pid}/task"))
        {
            var blocked = Convert.ToUInt64(File.ReadLines(Path.Combine(task, "status")).First(line => line.StartsWith("SigBlk")).Split('\t')[1], 16);
            foreach (var signal in (int[])[2, 15, 17, 30, 37])
                Assert.NotEqual(0UL, blocked & (1UL << (signal - 1)));
        }
    }

    [Fact]
    public void The_command_gets_a_clean_slate()
    {
        using var instance = new Instance("grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status; ls /proc/self/fd | wc -l; readlink /proc/self/fd/0; ps -o pid=,pgid=,sid= $$; pwd; exec sleep 1000").Run();
        instance.UntilLog(instance.App);
        Assert.DoesNotMatch("Sig(Blk|Ign):\t0*[1-9a-f]", instance.Log);
        // 0, 1, 2 and the folder that ls itself reads.
        Assert.Contains("\n4\n/dev/null\n", instance.Log);
        Assert.Matches(@"\n +(\d+) +\1 +\1\n", instance.Log);
    }

    [Fact]
    public void Process_ids_that_come_round_again_confuse_nobody()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a small range of process ids needs root");
        using var instance = new Instance("for i in $(seq 1 3000); do /bin/true; done; echo round; exec sleep 1000").Run();
        Assert.SkipUnless(
            Instance.Execute("nsenter", "-t", $"{instance.Pid}", "-p", "-m", "sh", "-c", "echo 400 > /proc/sys/kernel/pid_max; grep -qx 400 /proc/sys/kernel/pid_max").Code == 0
            && File.ReadAllText("/proc/sys/kernel/pid_max").Trim() != "400",
            "this kernel has no range of process ids per namespace");
        using var session = instance.EnterInBackground("sleep", "777");
        instance.UntilLog("round");
        for (var i = 0; i < 20; i++)
        {
            instance.Sv("-v", "kill");
            Assert.Equal(0, instance.Sv("start").Code);
            Assert.False(session.HasExited);
        }

        instance.Terminate();
        Assert.InRange(instance.WaitForEnd().TotalSeconds, 0, 30);
    }

    [Fact]
    public void A_process_that_cannot_be_killed_is_named_and_waited_for()
    {
        const string Freezer = "/sys/fs/cgroup/freezer";
        Assert.SkipUnless(Directory.Exists(Freezer) && Environment.IsPrivilegedProcess, "needs root and the freezer of cgroup v1");
        using var instance = new Instance("echo up; exec sleep 1000", "grace=0.2").Run();
        instance.UntilLog("up");
        var group = Path.Combine(Freezer, "sundog-test-" + instance.Pid);
        Directory.CreateDirectory(group);
        try
        {
            var child = File.ReadAllText($"/proc/{instance.Pid}/task/{instance.Pid}/children").Trim();
            File.WriteAllText(Path.Combine(group, "cgroup.procs"), child);
            File.WriteAllText(Path.Combine(group, "freezer.state"), "FROZEN");
            instance.Sv("-w", "0", "stop");
            instance.UntilLog("was killed and does not end");
            instance.Until(() => (bool?)instance.Status["killed"]?.AsArray().FirstOrDefault()?["remains"] == true, "the status to say so too");
            Assert.Equal("stopping", instance.State);
        }
        finally
        {
            File.WriteAllText(Path.Combine(group, "freezer.state"), "THAWED");
            instance.UntilState("stopped");
            Directory.Delete(group);
        }
    }

    [Fact]
    public void A_process_that_waits_for_a_dead_file_server_is_reported_and_the_stop_answers()
    {
        Assert.SkipUnless(StuckFileSystem.IsPossible, "needs root and FUSE");
        var stuck = new StuckFileSystem();
        using var instance = new Instance($"echo up; exec cat {stuck.Lost}", "grace=0.2");
        try
        {
            instance.Run();
            instance.Until(() => stuck.Asked, "the process to wait in the kernel");
            Assert.Equal(1, instance.Sv("-w", "1", "stop").Code);
            instance.UntilLog("was killed and does not end: it waits in the kernel");
            instance.Until(() => (bool?)instance.Status["killed"]?.AsArray().FirstOrDefault()?["remains"] == true, "the status to say so too");
            Assert.Equal("stopping", instance.State);
        }
        finally
        {
            stuck.Dispose();
        }

        instance.UntilState("stopped");
        instance.Terminate();
        instance.WaitForEnd();
    }

    [Fact]
    public void Nonsense_on_the_control_fifo_and_in_the_settings_is_no_harm()
    {
        using var instance = new Instance("exec sleep 1000", "grace=soon", "log_size=-1", "unknown=1", "=", "nonsense").Run();
        instance.UntilState("running");
        using (var control = new FileStream(Path.Combine(instance.Service, "supervise/control"), FileMode.Open, FileAccess.Write))
            control.Write(Enumerable.Range(0, 65536).Select(i => (byte)"\0zZ#\n 9"[i % 7]).ToArray());
        Assert.Equal(0, instance.Sv("check").Code);
        Assert.Equal("running", instance.State);
    }

    [Fact]
    public void A_status_folder_that_is_spoilt_is_mended_and_a_second_supervisor_is_refused()
    {
        using var instance = new Instance("exec sleep 1000");
        Directory.CreateDirectory(Path.Combine(instance.Service, "supervise"));
        File.WriteAllText(Path.Combine(instance.Service, "supervise/control"), "no fifo");
        instance.Run();
        instance.UntilState("running");
        Assert.Equal(0, instance.Sv("check").Code);

        using var second = new Instance("true") { User = instance.User };
        second.Give("settings", $"service={instance.Service}\n");
        var (error, code) = second.Run().Refusal();
        Assert.Contains("another supervisor runs here", error);
        Assert.Equal(111, code);
    }

    /// <summary>An hour on, an hour back, and 1970.</summary>
    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(-1_790_000_000)]
    public void A_clock_that_jumps_changes_neither_grace_nor_pause(int seconds)
    {
        Assert.SkipUnless(JumpingClock.IsPossible, "falsifies the clock of one process, which needs root and x86-64");
        using var instance = new Instance(
            "trap '' TERM; echo run; test -e $HERE/deaf || exit 1; echo up; while :; do sleep 1000; done", "grace=2").Run();
        instance.UntilState("crash-looping");
        JumpingClock.Jump(instance.Pid, seconds);
        var off = DateTimeOffset.UtcNow.AddSeconds(seconds);
        instance.Until(() => ((DateTimeOffset)instance.Status["lastExit"]!["at"]! - off).Duration() < TimeSpan.FromMinutes(5), "the clock to be off");

        // A pause that went by the time of day would end at once or never, and so would the grace.
        File.WriteAllText(Path.Combine(instance.Here, "deaf"), "");
        instance.UntilLog("up");
        var watch = Stopwatch.StartNew();
        instance.Terminate();
        JumpingClock.Jump(instance.Pid, -seconds);
        instance.WaitForEnd();
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.95, 30);
    }

    [Fact]
    public void It_refuses_to_run_other_than_as_PID_1()
    {
        var (output, code) = Instance.Execute(Instance.Guest + "sundog-init", "--unit", "/nowhere");
        Assert.Equal("sundog-init: runs as PID 1 of a container only\n", output);
        Assert.Equal(111, code);
    }
}
