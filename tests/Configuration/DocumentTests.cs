namespace Sundog.Configuration.Tests;

/// <summary>The platform's page on workers, sentence by sentence.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void The_two_configurations_of_the_page_produce_identical_workers()
    {
        var inherited = Workers(Repository.With(Document.Inherited).Read());
        var repeated = Workers(Repository.With(Document.Repeated).Read());

        Assert.Equal(["queue", "mail"], inherited.Keys);
        Assert.Equal(inherited, repeated);
    }

    [Fact]
    public void The_second_one_as_printed_is_an_error_that_says_what_to_write()
    {
        var result = Repository.With(Document.RepeatedAsPrinted).Read();

        Assert.False(result.IsValid);
        var errors = result.Diagnostics.Where(fault => fault.IsError).ToList();
        Assert.Equal(["SUN0125", "SUN0125"], errors.Select(fault => fault.Code));
        Assert.Equal(new Place(".upsun/config.yaml", 13, 9), errors[0].Place);
        Assert.Contains("relationships:", errors[0].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_one_as_printed_produces_the_same_workers_when_read_leniently()
    {
        var inherited = Workers(Repository.With(Document.Inherited).Read());
        var result = Repository.With(Document.RepeatedAsPrinted).Read(lenient: true);

        Assert.Equal(inherited, Workers(result));
        Assert.Equal(2, result.Diagnostics.Count(fault => fault is { Code: "SUN0125", IsError: false }));
    }

    [Fact]
    public void Both_workers_have_access_to_the_database_through_a_relationship_of_its_name()
    {
        foreach (var worker in Workers(Repository.With(Document.Inherited).Read()).Values)
        {
            var relationship = Assert.Single(worker.Relationships.Values);
            Assert.Equal(("mysql", "mysql", "mysql"), (relationship.Name, relationship.Service, relationship.Endpoint));
        }
    }

    [Fact]
    public void The_web_instance_is_what_the_page_says_of_it()
    {
        var application = Customised();
        var web = application.Web;

        Assert.Equal("gunicorn -b $PORT project.wsgi:application", web.Commands.Start);
        Assert.Equal(new Value.Text("web"), web.Variables["env"]["type"]);
        Assert.Equal(["uploads"], web.Mounts.Keys);
        Assert.Equal(["mysql", "rabbitmq"], web.Relationships.Keys);
        Assert.Equal("", application.WebServer.Locations["/"].Root);
        Assert.False(application.WebServer.Locations["/"].Allow);
        Assert.Equal(Passthru.Application, application.WebServer.Locations["/"].Passthru);
        Assert.Equal("static", application.WebServer.Locations["/static"].Root);
    }

    [Fact]
    public void The_queue_instance_is_what_the_page_says_of_it()
    {
        var queue = Customised().Workers["queue"];

        Assert.Equal("myapp--queue", queue.FullName);
        Assert.Equal("python queue-worker.py\n", queue.Commands.Start);
        Assert.Equal(new Value.Text("worker"), queue.Variables["env"]["type"]);
        Assert.Equal(["scratch"], queue.Mounts.Keys);
        Assert.Equal(["mysql", "rabbitmq"], queue.Relationships.Keys);
    }

    [Fact]
    public void The_mail_instance_is_what_the_page_says_of_it()
    {
        var mail = Customised().Workers["mail"];

        Assert.Equal("python mail-worker.py\n", mail.Commands.Start);
        Assert.Equal(new Value.Text("worker"), mail.Variables["env"]["type"]);
        Assert.Empty(mail.Mounts);
        Assert.Equal(["rabbitmq"], mail.Relationships.Keys);
    }

    [Fact]
    public void Web_and_worker_of_the_last_example_have_the_same_mounts()
    {
        var result = Repository.With(Document.Shared).Read();
        var application = result.Configuration!.Applications["myapp"];

        Assert.Equal(application.Web.Mounts, application.Workers["queue"].Mounts);
        Assert.Equal(("files", MountSource.Storage), (application.Web.Mounts["shared_dir"].Service, application.Web.Mounts["shared_dir"].Source));
        Assert.Equal((null, MountSource.Tmp), (application.Web.Mounts["local_dir"].Service, application.Web.Mounts["local_dir"].Source));
    }

    private static Application Customised() => Repository.With(Document.Customised).Read().Configuration!.Applications["myapp"];

    /// <summary>The workers without the places that tell them apart.</summary>
    private static Map<InstanceDefinition> Workers(ReadResult result)
    {
        Assert.True(result.IsValid, string.Join('\n', result.Diagnostics));
        return result.Configuration!.Applications["myapp"].Workers.ToMap(worker => worker.Key, worker => worker.Value with
        {
            Place = default,
            Relationships = worker.Value.Relationships.ToMap(item => item.Key, item => item.Value with { Place = default }),
            Mounts = worker.Value.Mounts.ToMap(item => item.Key, item => item.Value with { Place = default }),
        });
    }
}
