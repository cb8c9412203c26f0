using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments.Tests;

/// <summary>Who is stopped when, and who runs beside whom.</summary>
public sealed class RolloutStepsTests
{
    private static readonly InstancePlan s_database = Instance("db", InstanceKind.Service), s_web = Instance("shop", InstanceKind.Web), s_worker = Instance("shop--queue", InstanceKind.Worker);

    [Fact]
    public void Web_is_started_beside_the_old_one_and_a_worker_stops_before_it_starts()
    {
        var steps = Of([s_web, s_worker], [s_web, s_worker]);

        Assert.Equal([s_web], steps.Beside);
        Assert.Equal([s_worker], steps.StopLater);
        Assert.Empty(steps.StopFirst);
        Assert.False(steps.Holds);
    }

    [Fact]
    public void A_strategy_that_is_set_beats_the_one_of_the_kind()
    {
        var steps = RolloutSteps.Of(
            [s_web, s_worker], [s_web, s_worker], Plan(s_web, s_worker), instance => instance == s_worker ? Strategy.Rolling : Strategy.StopStart);

        Assert.Equal([s_worker], steps.Beside);
        Assert.Equal([s_web], steps.StopLater);
        Assert.True(steps.Holds, "nobody answers while web is between its end and its start");
    }

    [Fact]
    public void While_a_service_is_replaced_requests_wait_and_nothing_runs_beside_anything()
    {
        var steps = Of([s_database, s_web, s_worker], [s_database, s_web, s_worker]);

        Assert.Equal([s_database, s_web, s_worker], steps.StopFirst);
        Assert.Empty(steps.Beside);
        Assert.Empty(steps.StopLater);
        Assert.True(steps.Holds);
    }

    [Fact]
    public void A_changed_worker_alone_makes_no_request_wait()
    {
        var steps = Of([s_worker], [s_worker]);

        Assert.Equal([s_worker], steps.StopLater);
        Assert.False(steps.Holds);
    }

    [Fact]
    public void Web_that_is_gone_from_the_files_ends_when_nothing_is_led_to_it_any_more()
    {
        var steps = RolloutSteps.Of([s_web], [], Plan(s_worker), instance => StrategyText.DefaultOf(instance.Kind));

        Assert.Equal([s_web], steps.Leave);
        Assert.Empty(steps.StopLater);
        Assert.False(steps.Holds);
    }

    [Fact]
    public void What_a_rollout_that_was_cut_off_left_beside_others_goes_first()
    {
        var leftover = s_web with { Name = s_web.Name with { Place = 1 } };
        var steps = Of([s_web, leftover], [s_web]);

        Assert.Equal([leftover], steps.CutOff);
        Assert.Equal([s_web], steps.Beside);
    }

    [Fact]
    public void Nothing_runs_beside_an_instance_whose_disk_grows()
    {
        var mount = new MountPlan("/app/data", new VolumeName(MountSource.Storage, "shop"), "") { Disk = 512 };
        var steps = Of([s_web with { Mounts = [mount] }], [s_web with { Mounts = [mount with { Disk = 1024 }] }]);

        Assert.Empty(steps.Beside);
        Assert.True(steps.Holds);
    }

    [Fact]
    public void Nobody_takes_over_from_an_instance_whose_start_was_cut_off()
    {
        var half = s_web with { Application = null, Kind = InstanceKind.Worker };
        var steps = Of([half], [s_web]);

        Assert.Equal([half], steps.StopLater);
        Assert.Empty(steps.Beside);
    }

    private static RolloutSteps Of(IReadOnlyList<InstancePlan> stopping, IReadOnlyList<InstancePlan> starting) =>
        RolloutSteps.Of(stopping, starting, Plan([.. starting]), instance => StrategyText.DefaultOf(instance.Kind));

    private static Plan Plan(params InstancePlan[] instances) => new(new("shop", "main"), [], instances.ToSequence(), []);

    private static InstancePlan Instance(string container, InstanceKind kind) => new()
    {
        Name = new(container, 0),
        Kind = kind,
        Application = kind == InstanceKind.Service ? null : "shop",
        Type = new("python", "3.13"),
        Commands = new(null, "run", null),
        Directory = "/app",
        Environment = Map<string>.Empty,
        Limits = new(0.5, 224, 256),
    };
}
