using Sundog.Configuration.Tests;

namespace Sundog.Planning.Tests;

/// <summary>The platform's page on workers, as far as plans are concerned, sentence by sentence.</summary>
public sealed class DocumentTests
{
    private const string Web = "myapp";
    private const string Queue = "myapp--queue";
    private const string Mail = "myapp--mail";

    private readonly Plan _customised = Given.Plan(Document.Customised);

    [Fact]
    public void The_two_configurations_of_the_page_produce_identical_workers()
    {
        var inherited = Given.Plan(Document.Inherited);
        var repeated = Given.Plan(Document.Repeated);

        Assert.Equal(inherited.Instance(Queue), repeated.Instance(Queue));
        Assert.Equal(inherited.Instance(Mail), repeated.Instance(Mail));
        Assert.Equal(inherited.Cables, repeated.Cables);
    }

    [Fact]
    public void The_second_one_as_printed_produces_them_too_when_read_leniently() =>
        Assert.Equal(Given.Plan(Document.Repeated).Instances, Given.Plan(Document.RepeatedAsPrinted, lenient: true).Instances);

    [Fact]
    public void In_both_cases_there_are_two_worker_instances_named_queue_and_mail()
    {
        foreach (var plan in new[] { Given.Plan(Document.Inherited), Given.Plan(Document.Repeated) })
        {
            Assert.Equal([Queue, Mail], plan.Instances.Where(instance => instance.Kind == InstanceKind.Worker).Select(instance => instance.Name.Container));
        }
    }

    [Fact]
    public void Both_have_access_to_the_database_through_a_relationship_identical_to_the_name_of_the_service()
    {
        var plan = Given.Plan(Document.Inherited);

        Assert.Equal([("mysql", "mysql")], plan.Reaches(Queue));
        Assert.Equal([("mysql", "mysql")], plan.Reaches(Mail));
    }

    [Fact]
    public void Both_have_their_own_separate_storage_mount()
    {
        var plan = Given.Plan(Document.Inherited);
        var queue = Assert.Single(plan.Instance(Queue).Mounts);
        var mail = Assert.Single(plan.Instance(Mail).Mounts);

        Assert.Equal(("/app/test", "/app/test"), (queue.Target, mail.Target));
        Assert.NotEqual(queue.Volume, mail.Volume);
    }

    [Fact]
    public void The_artifact_is_built_once_and_deployed_as_three_instances_all_of_the_same_type()
    {
        var build = Assert.Single(_customised.Builds);
        var instances = _customised.Instances.Where(instance => instance.Kind != InstanceKind.Service).ToList();

        Assert.Equal([Web, Queue, Mail], instances.Select(instance => instance.Name.Container));
        Assert.All(instances, instance => Assert.Equal(build.Id, instance.Build));
        Assert.All(instances, instance => Assert.Equal("python:3.9", instance.Type.ToString()));
    }

    [Fact]
    public void The_build_downloads_all_dependencies_and_then_installs_gunicorn() => Assert.Equal(
        ["pip install -r requirements.txt", "pip install -e .", "pip install gunicorn"],
        Assert.Single(Assert.Single(_customised.Builds).Steps).Command.Trim().Split('\n'));

    [Theory]
    [InlineData(Web, InstanceKind.Web, "gunicorn -b $PORT project.wsgi:application")]
    [InlineData(Queue, InstanceKind.Worker, "python queue-worker.py")]
    [InlineData(Mail, InstanceKind.Worker, "python mail-worker.py")]
    public void Each_instance_runs_its_own_command(string container, InstanceKind kind, string command)
    {
        var instance = _customised.Instance(container);

        Assert.Equal(kind, instance.Kind);
        Assert.Equal(command, instance.Commands.Start!.TrimEnd('\n'));
    }

    [Theory]
    [InlineData(Web, "web")]
    [InlineData(Queue, "worker")]
    [InlineData(Mail, "worker")]
    public void Each_instance_has_an_environment_variable_named_TYPE(string container, string value) =>
        Assert.Equal(value, _customised.Instance(container).Environment["TYPE"]);

    [Theory]
    [InlineData(Web, "/app/uploads")]
    [InlineData(Queue, "/app/scratch")]
    public void Web_and_queue_have_one_writable_mount(string container, string target)
    {
        var mount = Assert.Single(_customised.Instance(container).Mounts);

        Assert.Equal(target, mount.Target);
        Assert.Equal(new VolumeName(Configuration.MountSource.Storage, container), mount.Volume);
    }

    [Fact]
    public void Mail_has_no_writable_file_mounts_at_all() => Assert.Empty(_customised.Instance(Mail).Mounts);

    [Theory]
    [InlineData(Web)]
    [InlineData(Queue)]
    public void Web_and_queue_have_access_to_both_the_database_and_RabbitMQ(string container)
    {
        var instance = _customised.Instance(container);

        Assert.Equal([("mysql", "mysql"), ("rabbitmq", "rabbitmq")], _customised.Reaches(container));
        Assert.Equal("mysql.internal", instance.Environment["MYSQL_HOST"]);
        Assert.Equal("rabbitmq.internal", instance.Environment["RABBITMQ_HOST"]);
        Assert.Contains("mysql.internal", instance.Hosts.Keys);
        Assert.Contains("rabbitmq.internal", instance.Hosts.Keys);
    }

    [Fact]
    public void Mail_has_access_only_to_RabbitMQ()
    {
        var mail = _customised.Instance(Mail);

        Assert.Equal([("rabbitmq", "rabbitmq")], _customised.Reaches(Mail));
        Assert.Equal("rabbitmq.internal", mail.Environment["RABBITMQ_HOST"]);
        Assert.DoesNotContain(mail.Environment.Keys, name => name.StartsWith("MYSQL", StringComparison.Ordinal));
        Assert.Equal(["rabbitmq"], ((System.Text.Json.Nodes.JsonObject)mail.Environment.Decoded("PLATFORM_RELATIONSHIPS")).Select(entry => entry.Key));
        Assert.DoesNotContain(mail.Hosts.Keys, name => name.StartsWith("mysql", StringComparison.Ordinal));
        Assert.DoesNotContain("mysql", mail.RunConfiguration!, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_connected_to_a_worker() =>
        Assert.DoesNotContain(_customised.Cables, cable => cable.Server.Container is Queue or Mail);

    [Fact]
    public void The_services_are_opened_before_the_instances_that_have_relationships_to_them() => Assert.Equal(
        [InstanceKind.Service, InstanceKind.Service, InstanceKind.Web, InstanceKind.Worker, InstanceKind.Worker],
        _customised.Instances.Select(instance => instance.Kind));

    [Fact]
    public void A_process_that_is_still_running_15_seconds_after_SIGTERM_is_killed() => Assert.All(
        _customised.Instances.Where(instance => instance.Kind != InstanceKind.Service),
        instance => Assert.Equal(TimeSpan.FromSeconds(15), instance.Grace));

    [Fact]
    public void A_local_mount_is_a_separate_storage_area_for_each_instance_while_a_storage_mount_of_a_service_is_shared()
    {
        var plan = Given.Plan(Document.Shared);
        var web = plan.Instance(Web).Mounts.ToDictionary(mount => mount.Target);
        var queue = plan.Instance(Queue).Mounts.ToDictionary(mount => mount.Target);

        Assert.Equal(web["/app/shared_dir"], queue["/app/shared_dir"]);
        Assert.Equal(web["/app/local_dir"].Directory, queue["/app/local_dir"].Directory);
        Assert.NotEqual(web["/app/local_dir"].Volume, queue["/app/local_dir"].Volume);
    }
}
