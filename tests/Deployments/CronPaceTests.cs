using Cronos;

namespace Sundog.Deployments.Tests;

/// <summary>Crons by a clock that jumps: never twice, never in a heap.</summary>
public sealed class CronPaceTests
{
    private static readonly DateTimeOffset s_noon = new(2030, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_cron_runs_once_at_each_of_its_times()
    {
        var runs = Run("*/5 * * * *", s_noon, Enumerable.Range(0, 3600).Select(second => s_noon.AddSeconds(second)));

        Assert.Equal(Enumerable.Range(1, 11).Select(time => s_noon.AddMinutes(5 * time)), runs);
    }

    [Fact]
    public void After_a_sleep_of_two_hours_at_most_one_time_is_made_up_for()
    {
        var runs = Run("*/5 * * * *", s_noon, [s_noon.AddMinutes(1), s_noon.AddHours(2).AddMinutes(3), s_noon.AddHours(2).AddMinutes(4), s_noon.AddHours(2).AddMinutes(5)]);

        Assert.Equal([s_noon.AddHours(2).AddMinutes(3), s_noon.AddHours(2).AddMinutes(5)], runs);
    }

    [Fact]
    public void A_time_that_is_long_past_is_not_made_up_for() =>
        Assert.Empty(Run("0 13 * * *", s_noon, [s_noon.AddMinutes(1), s_noon.AddHours(5), s_noon.AddHours(6)]));

    [Fact]
    public void A_time_in_which_the_daemon_was_replaced_is_made_up_for() =>
        Assert.Equal([s_noon.AddHours(1).AddSeconds(2)], Run("0 13 * * *", s_noon, [s_noon.AddHours(1).AddSeconds(2), s_noon.AddHours(1).AddSeconds(3)]));

    [Theory]
    [InlineData(-1)]
    [InlineData(-3600)]
    public void A_clock_that_is_set_back_runs_nothing_twice(int seconds)
    {
        var runs = Run("*/5 * * * *", s_noon, Enumerable.Range(0, 301).Select(second => s_noon.AddSeconds(second))
            .Concat(Enumerable.Range(0, 3600).Select(second => s_noon.AddSeconds(300 + seconds + second))));

        Assert.Single(runs, run => run >= s_noon.AddSeconds(300) && run < s_noon.AddSeconds(301));
        Assert.Equal(runs.Count, runs.Distinct().Count());
        Assert.DoesNotContain(runs, run => run < s_noon.AddSeconds(300));
    }

    [Fact]
    public void A_clock_that_was_a_year_ahead_does_not_silence_a_cron() =>
        Assert.Equal([s_noon.AddMinutes(5)], Run("*/5 * * * *", s_noon.AddYears(1), [s_noon.AddYears(1), s_noon, s_noon.AddMinutes(5), s_noon.AddMinutes(6)]));

    [Fact]
    public void A_machine_that_begins_in_1970_runs_nothing_in_a_heap() =>
        Assert.True(Run("*/5 * * * *", s_noon, [DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMinutes(1), s_noon.AddMinutes(2)]).Count <= 1);

    [Theory]
    [InlineData("2030-03-31T00:00:00Z", 1)] // 2:00 to 3:00 do not exist
    [InlineData("2030-10-27T00:00:00Z", 1)] // 2:00 to 3:00 are there twice
    public void A_time_in_the_hour_that_summer_time_takes_or_repeats_runs_once(string night, int expected)
    {
        var begin = DateTimeOffset.Parse(night);
        var runs = Run("30 2 * * *", begin, Enumerable.Range(0, 6 * 60).Select(minute => begin.AddMinutes(minute)), "Europe/Paris");

        Assert.Equal(expected, runs.Count);
    }

    [Fact]
    public void A_look_comes_at_least_every_minute_so_that_a_jump_is_noticed() =>
        Assert.Equal(TimeSpan.FromMinutes(1), new CronPace(After("0 0 1 1 *", "UTC"), s_noon).Look(s_noon).Pause);

    private static List<DateTimeOffset> Run(string spec, DateTimeOffset settled, IEnumerable<DateTimeOffset> looks, string zone = "UTC")
    {
        var pace = new CronPace(After(spec, zone), settled);
        return [.. looks.Where(now => pace.Look(now).IsDue)];
    }

    private static Func<DateTimeOffset, DateTimeOffset?> After(string spec, string zone) =>
        after => CronExpression.Parse(spec).GetNextOccurrence(after, TimeZoneInfo.FindSystemTimeZoneById(zone), inclusive: false);
}
