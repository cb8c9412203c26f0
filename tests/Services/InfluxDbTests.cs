using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class InfluxDbTests
{
    [Fact]
    public async Task The_first_generation_keeps_what_clients_write_and_asks_for_no_login()
    {
        using var volume = new Volume();
        var plan = Plan("influxdb:1.8");
        Assert.True(plan.EndpointOf(null)!.AddressOnly);
        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Contains("\"statement_id\":0", await Query(box, "CREATE DATABASE tea"));
            Assert.Equal("", await box.RunAsync("curl", "-s", $"http://{ServiceBox.Address}:8086/write?db=tea", "--data-binary", "cups,kind=green number=3"));
            Assert.Equal(0, await box.StopAsync());
        }

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Contains("\"green\",3]", await Query(box, "SELECT kind, number FROM cups"));
        }
    }

    [Theory]
    [InlineData("influxdb:2.7", "docker.io/library/influxdb:2.7")]
    [InlineData("influxdb:3", "docker.io/library/influxdb:3-core")]
    public void Later_generations_have_an_organisation_a_bucket_and_a_token(string type, string image)
    {
        var plan = Plan(type);
        var endpoint = plan.EndpointOf(null)!;
        Assert.Equal(("http", 8086, "admin", "S3cretpassword", null), (endpoint.Scheme, endpoint.Port, endpoint.Username, endpoint.Password, endpoint.Path));
        Assert.Equal("""{"org": "main", "bucket": "main", "api_token": "S3crettoken"}""", new Configuration.Value.Mapping(endpoint.Query).ToJson());
        Assert.Equal(image, plan.Image);
        Assert.Empty(plan.Host);
    }

    [Fact]
    public void The_third_generation_writes_nothing_beside_its_volume()
    {
        var lines = Plan("influxdb:3").Commands.Start!.Split('\n');
        Assert.Equal("unset INFLUXDB3_PLUGIN_DIR", lines[0]);
        Assert.Contains(lines, line => line.Contains("--data-dir=/mnt/influxdb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_second_generation_is_set_up_by_a_request_that_no_command_line_shows()
    {
        using var volume = new Volume();
        var setup = Plan("influxdb:2.7");
        // Where there is no server of that generation: what the request is, and what its answers mean, by one that stands in its place.
        var server = """
            import http.server, json
            class Handler(http.server.BaseHTTPRequestHandler):
                seen = []
                def do_POST(self):
                    body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                    self.send_response(422 if Handler.seen else 201)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    Handler.seen.append(body)
                    open("/tmp/seen", "a").write(self.path + " " + body["username"] + " " + body["bucket"] + " " + body["token"] + "\n")
                def log_message(self, *_): pass
            http.server.HTTPServer(("0.0.0.0", 8086), Handler).serve_forever()
            """;
        var plan = setup with { Commands = setup.Commands with { Start = $"exec /usr/bin/python3 -c {Shell.Quote(server)}", PostStart = $"({setup.Commands.PostStart})\n({setup.Commands.PostStart})" } };
        await using var box = await ServiceBox.StartAsync(plan, volume);
        Assert.Equal("/api/v2/setup admin main S3crettoken\n/api/v2/setup admin main S3crettoken", await box.RunAsync("cat", "/tmp/seen"));
    }

    private static Task<string> Query(ServiceBox box, string query) => box.RunAsync("curl", "-s", "-G", "-X", query.StartsWith("SELECT", StringComparison.Ordinal) ? "GET" : "POST",
        $"http://{ServiceBox.Address}:8086/query", "--data-urlencode", "db=tea", "--data-urlencode", $"q={query}");
}
