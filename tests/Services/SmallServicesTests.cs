using Sundog.Configuration;
using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class SmallServicesTests
{
    [Fact]
    public async Task Memcached_answers_over_a_cable()
    {
        using var volume = new Volume();
        var plan = Plan("memcached:1.6");
        await using var box = await ServiceBox.StartAsync(plan, volume);
        Assert.Equal("STORED VALUE tea 0 3 hot END", await box.RunAsync("bash", "-c",
            $$"""
            exec 3<>/dev/tcp/{{ServiceBox.Address}}/11211
            printf 'set tea 0 0 3\r\nhot\r\nget tea\r\nquit\r\n' >&3
            echo $(tr -d '\r' <&3)
            """));
    }

    [Fact]
    public async Task Varnish_serves_from_its_cache_what_the_application_behind_it_answered()
    {
        using var volume = new Volume();
        var vcl = """
            sub vcl_recv { set req.backend_hint = app.backend(); }
            sub vcl_deliver { set resp.http.X-Hits = obj.hits; }
            """;
        var plan = ServiceCatalogue.Plan(
            Service("varnish:7.1", Map(("vcl", Text(vcl))), new([new("app", new("app", "myapp", "http", default))])), Context);
        // The application's port is one that only root may open in the box: there it gets another.
        plan = plan with { Environment = new([new("SUNDOG_VCL", plan.Environment["SUNDOG_VCL"].Replace("\"80\"", "\"8000\""))]) };
        await using var box = await ServiceBox.StartAsync(plan, volume);
        Assert.Equal("first first X-Hits: 2", await box.RunAsync("sh", "-c",
            $$"""
            mkdir /tmp/app && cd /tmp/app && echo first > page
            /usr/bin/python3 -m http.server --bind {{ServiceBox.Address}} 8000 >/dev/null 2>&1 & server=$!
            until curl -s {{ServiceBox.Address}}:8000/page >/dev/null; do sleep 0.05; done
            a=$(curl -s {{ServiceBox.Address}}:8080/page)
            kill $server
            b=$(curl -s {{ServiceBox.Address}}:8080/page)
            echo $a $b $(curl -sI {{ServiceBox.Address}}:8080/page | grep X-Hits | tr -d '\r')
            """));
    }

    [Fact]
    public void Varnish_with_nothing_behind_it_is_refused() =>
        Assert.Contains("add `relationships`", Assert.Throws<ServiceException>(() => Plan("varnish:7.1")).Message);

    [Fact]
    public void Network_storage_is_a_volume_without_a_process()
    {
        var plan = Plan("network-storage:1.0");
        Assert.Equal(new Commands(null, null, null), plan.Commands);
        Assert.Equal((512, 256), (plan.Disk, plan.MinimumDisk));
        Assert.Empty(plan.Endpoints);
        Assert.Null(plan.EndpointOf(null));
    }
}
