using Sundog.Configuration.Tests;

namespace Sundog.Planning.Tests;

/// <summary>What a deployment touches, and what it leaves alone.</summary>
public sealed class DifferenceTests
{
    private static readonly Plan s_plan = Given.Plan(Document.Customised);

    [Fact]
    public void The_same_plan_again_changes_nothing()
    {
        var difference = PlanDifference.Between(s_plan.Instances, Given.Plan(Document.Customised));

        Assert.True(difference.IsEmpty);
        Assert.Equal(s_plan.Instances, difference.Keep);
    }

    [Fact]
    public void The_first_plan_starts_everything()
    {
        var difference = PlanDifference.Between([], s_plan);

        Assert.Equal(s_plan.Instances, difference.Start);
        Assert.Empty(difference.Stop);
        Assert.All(difference.Reasons.Values, reason => Assert.Equal("new", reason));
    }

    [Fact]
    public void A_changed_command_of_a_worker_restarts_that_worker_alone() =>
        AssertRestarts("python queue-worker.py", "python queue-worker.py --fast", ("myapp--queue.0", "its commands changed"));

    [Fact]
    public void A_changed_variable_of_a_worker_restarts_that_worker_alone() =>
        AssertRestarts("queue-worker.py\n        variables:\n          env:\n            type: 'worker'", "queue-worker.py\n        variables:\n          env:\n            type: 'slow'", ("myapp--queue.0", "its variable type changed"));

    [Fact]
    public void A_changed_relationship_of_a_worker_restarts_that_worker_alone() =>
        AssertRestarts("relationships:\n          rabbitmq:", "relationships:\n          rabbitmq:\n          mysql:", ("myapp--mail.0", "its relationships changed"));

    [Fact]
    public void A_changed_mount_is_built_and_so_it_restarts_all_that_runs_from_the_build() => AssertRestarts(
        "source_path: scratch", "source_path: other",
        ("myapp.0", "its code changed"), ("myapp--queue.0", "its code changed"), ("myapp--mail.0", "its code changed"));

    [Fact]
    public void Changed_sources_restart_web_and_workers_and_leave_the_services_alone()
    {
        var difference = PlanDifference.Between(s_plan.Instances, Given.Plan(Document.Customised, treeId: "2222222222222222"));

        Assert.Equal(["myapp", "myapp--queue", "myapp--mail"], difference.Start.Select(instance => instance.Name.Container));
        Assert.Equal(["mysql", "rabbitmq"], difference.Keep.Select(instance => instance.Name.Container));
        Assert.All(difference.Reasons.Values, reason => Assert.Equal("its code changed", reason));
    }

    [Fact]
    public void A_worker_that_is_gone_from_the_file_is_stopped()
    {
        var mail = Document.Customised.IndexOf("      mail:\n", StringComparison.Ordinal);
        var services = Document.Customised.IndexOf("services:\n", StringComparison.Ordinal);
        var difference = PlanDifference.Between(s_plan.Instances, Given.Plan(Document.Customised.Remove(mail, services - mail)));

        Assert.Contains("myapp--mail", difference.Stop.Select(instance => instance.Name.Container));
        Assert.DoesNotContain("myapp--mail", difference.Start.Select(instance => instance.Name.Container));
    }

    [Fact]
    public void The_difference_says_what_changed_and_tells_no_values_of_variables()
    {
        var old = s_plan.Instance("myapp--queue");
        var now = old with
        {
            Commands = old.Commands with { Start = "python other.py" },
            Environment = new([.. old.Environment.Where(variable => variable.Key != "type"), new("TOKEN", "secret"), new("HOME", "/elsewhere")]),
        };
        var changes = InstanceChanges.Between(old, now);

        Assert.Equal(
            new[] { "- start: python queue-worker.py", "+ start: python other.py", "- variable: type", "~ variable: HOME", "+ variable: TOKEN" }.Order(),
            changes.Order());
    }

    [Fact]
    public void What_was_not_started_whole_is_started_again()
    {
        var running = s_plan.Instances.Select(instance => instance.Name.Container == "myapp--mail" ? instance with { Commands = new(null, null, null) } : instance);

        Assert.Equal(["myapp--mail"], PlanDifference.Between(running, s_plan).Start.Select(instance => instance.Name.Container));
    }

    private static void AssertRestarts(string old, string now, params (string Instance, string Reason)[] restarts)
    {
        Assert.Contains(old, Document.Customised, StringComparison.Ordinal);
        var request = Given.Request(Document.Customised.Replace(old, now, StringComparison.Ordinal)) with
        {
            CableNumbers = Planner.Plan(Given.Request(Document.Customised)).CableNumbers,
        };
        var difference = PlanDifference.Between(s_plan.Instances, Planner.Plan(request).Plan);

        Assert.Equal(restarts, difference.Reasons.Select(reason => (reason.Key, reason.Value)));
        Assert.Equal(restarts.Select(one => one.Instance), difference.Start.Select(instance => instance.Name.ToString()));
        Assert.Equal(restarts.Select(one => one.Instance), difference.Stop.Select(instance => instance.Name.ToString()));
    }
}
