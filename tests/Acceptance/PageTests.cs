using System.Net;

namespace Sundog.Acceptance.Tests;

/// <summary>The page of the example, as its user sees it.</summary>
[Collection(nameof(ThreeInstances))]
public sealed class PageTests(ThreeInstances three)
{
    [Fact]
    public async Task The_page_takes_an_order_and_shows_what_both_workers_did()
    {
        var order = await three.OrderAsync("a pot of tea");

        Assert.Contains("taken at", order);
        Assert.Contains("by myapp.0<", order);
        Assert.Contains("recorded by myapp--queue.0, process", order);
        Assert.Contains("letter written by myapp--mail.0, process", order);
    }

    [Fact]
    public async Task The_receipt_lies_in_the_mount_of_queue_and_nowhere_else()
    {
        var order = await three.OrderAsync("a receipt");
        var receipt = order.Split("<code>")[1].Split('<')[0];

        Assert.StartsWith("a receipt\nfor Ada\n", await three.Project.ReadAsync("queue", $"cat {receipt}"));
        Assert.NotEqual(0, (await three.Project.SshAsync("mail", $"cat {receipt}")).Code);
        Assert.NotEqual(0, (await three.Project.SshAsync("", $"cat {receipt}")).Code);
    }

    [Fact]
    public async Task A_picture_is_kept_in_the_mount_of_web_and_served_from_there()
    {
        byte[] picture = [137, 80, 78, 71, 13, 10, 26, 10, 0, 1, 2, 3];
        var order = await three.OrderAsync("a framed order", picture);
        var path = order.Split("src=\"")[1].Split('"')[0];

        Assert.StartsWith("/uploads/", path);
        Assert.Equal(picture, await three.Page.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Static_files_are_served_and_the_code_is_not()
    {
        Assert.Contains("body", await three.Page.GetStringAsync("static/style.css", TestContext.Current.CancellationToken));
        foreach (var path in new[] { "mail-worker.py", "project/orders.py", ".upsun/config.yaml", "requirements.txt", "scratch/", "static/../setup.py" })
        {
            using var answer = await three.Page.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Up_again_builds_nothing_and_restarts_nothing()
    {
        var before = await three.Project.PidsAsync();
        var again = await three.Project.UpAsync();

        Assert.Contains("Building application myapp", three.Up.Error);
        Assert.Contains("Reusing the existing build of application myapp", again.Error);
        Assert.DoesNotContain("Executing build hook", again.Error);
        Assert.Contains("Nothing has changed; nothing is restarted", again.Error);
        Assert.Equal(before, await three.Project.PidsAsync());
        Assert.Equal(Project.Url(three.Up), Project.Url(again));
    }

    [Fact]
    public async Task The_code_is_built_once_for_all_three_instances()
    {
        Assert.Single(three.Up.Error.Split('\n'), line => line.StartsWith("Building application", StringComparison.Ordinal));
        Assert.Single(Directory.GetDirectories(Path.Combine(three.Project.Machine.State, "builds")));
        var artifact = await three.Project.ReadAsync("", "stat -c %i /app/mail-worker.py");
        Assert.Equal(artifact, await three.Project.ReadAsync("queue", "stat -c %i /app/mail-worker.py"));
        Assert.Equal(artifact, await three.Project.ReadAsync("mail", "stat -c %i /app/mail-worker.py"));
    }

    [Fact]
    public async Task Ps_shows_every_instance_and_service()
    {
        var instances = await three.Project.PsAsync();

        Assert.Equal(["myapp", "myapp--mail", "myapp--queue", "mysql", "rabbitmq"], instances.Keys.Order());
        Assert.Equal(["web", "worker", "worker", "service", "service"], instances.OrderBy(entry => entry.Key).Select(entry => entry.Value.Kind));
        Assert.All(instances.Values, instance => Assert.Equal("running", instance.State));
        Assert.All(instances.Values, instance => Assert.True(Processes.Exists(instance.Pid!.Value)));
        Assert.Contains("mail-worker.py", string.Join(' ', Processes.Arguments(instances["myapp--mail"].Pid!.Value)));
    }

    [Theory]
    [InlineData("", "web")]
    [InlineData("queue", "worker")]
    [InlineData("mail", "worker")]
    public async Task Each_instance_can_check_TYPE_to_detect_how_it_is_running(string worker, string type) =>
        Assert.Equal(type, await three.Project.ReadAsync(worker, "echo $TYPE"));
}
