using FsCheck;
using FsCheck.Fluent;

namespace Sundog.Supervisor.Tests;

public class BackOffTests
{
    private const long Tenth = Clock.Second / 10;

    [Fact]
    public void The_first_restart_is_immediate()
    {
        var backOff = new BackOff();
        Assert.Equal(0, backOff.Ended(lasted: 0, failed: true, chance: 1));
    }

    [Fact]
    public void A_command_that_keeps_failing_at_once_waits_longer_each_time_up_to_a_bound()
    {
        var backOff = new BackOff();
        var pauses = Enumerable.Range(0, 12).Select(_ => backOff.Ended(0, failed: true, chance: 0) / (double)Clock.Second).ToArray();
        Assert.Equal([0, 0.275, 0.55, 1.1, 2.2, 4.4, 8.8, 17.6, 33, 33, 33, 33], pauses);
    }

    [Fact]
    public void Commands_that_fail_together_do_not_restart_together()
    {
        BackOff one = new(), other = new();
        one.Ended(0, true, 0);
        other.Ended(0, true, 0);
        Assert.NotEqual(one.Ended(0, true, chance: 0.1), other.Ended(0, true, chance: 0.9));
    }

    [Fact]
    public void A_command_that_ran_well_is_never_kept_waiting() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Tenths, bool Failed)[]>(),
            history =>
            {
                var backOff = new BackOff();
                foreach (var (tenths, failed) in history)
                    backOff.Ended(tenths * Tenth, failed, 0.5);
                return backOff.Ended(BackOff.RanWell, failed: true, 0.5) == 0 && backOff.Ended(0, failed: true, 0.5) == 0;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_command_that_crashes_at_once_for_a_day_is_never_given_up_and_starts_at_most_3000_times()
    {
        var backOff = new BackOff();
        long now = 0, longest = 0;
        var starts = 0;
        var chance = new Random(1);
        while (now < 24 * 3600 * Clock.Second)
        {
            starts++;
            var pause = backOff.Ended(Tenth / 10, failed: true, chance.NextDouble());
            longest = Math.Max(longest, pause);
            now += Tenth / 10 + pause;
        }

        Assert.InRange(starts, 2000, 3000);
        Assert.InRange(longest, 33 * Clock.Second, 60 * Clock.Second);
        Assert.True(backOff.Looping);
    }

    [Fact]
    public void A_worker_that_ends_well_every_100_ms_restarts_about_once_a_second_and_is_not_called_crash_looping()
    {
        var backOff = new BackOff();
        long now = 0;
        var starts = 0;
        for (; now < 3600 * Clock.Second; starts++)
            now += Tenth + backOff.Ended(Tenth, failed: false, 0.5);
        Assert.InRange(starts, 2700, 3600);
        Assert.False(backOff.Looping);
    }

    [Fact]
    public void Three_short_failures_in_a_row_are_a_crash_loop_and_one_good_run_is_the_end_of_it()
    {
        var backOff = new BackOff();
        backOff.Ended(2 * Clock.Second, true, 0);
        backOff.Ended(2 * Clock.Second, true, 0);
        Assert.False(backOff.Looping);
        backOff.Ended(2 * Clock.Second, true, 0);
        Assert.True(backOff.Looping);
        backOff.Ended(BackOff.Settled, true, 0);
        Assert.False(backOff.Looping);
    }
}
