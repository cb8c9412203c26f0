using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class ClickHouseTests
{
    [Fact]
    public async Task The_default_endpoint_is_main_with_a_password_over_both_protocols()
    {
        using var volume = new Volume();
        var plan = Plan("clickhouse:25.8");
        var native = plan.EndpointOf(null)!;
        var http = plan.Endpoints["clickhouse-http"];
        Assert.Equal(("clickhouse", 9000, 8123), (native.Name, native.Port, http.Port));
        Assert.Equal(("main", "main", native.Password), (native.Username, native.Path, http.Password));

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("", await Sql(box, native, "CREATE TABLE orders (what String) ENGINE = MergeTree ORDER BY what"));
            Assert.Equal("", await Sql(box, native, "INSERT INTO orders VALUES ('tea')"));
            Assert.Equal("tea", await box.RunAsync("curl", "-s", "-u", $"{http.Username}:{http.Password}",
                $"http://{ServiceBox.Address}:8123/?database=main&query=SELECT+what+FROM+orders"));
            Assert.Contains("password", await Sql(box, native with { Password = "wrong" }, "SELECT 1"));
            Assert.DoesNotContain("1\n", await Sql(box, native with { Username = "sundog", Password = "", Path = "default" }, "SELECT 1") + "\n");
            Assert.Equal(0, await box.StopAsync());
        }

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("tea", await Sql(box, native, "SELECT what FROM orders"));
        }
    }

    [Fact]
    public async Task An_endpoint_has_its_own_user_port_and_databases()
    {
        using var volume = new Volume();
        var plan = Plan("clickhouse:25.8", Map(
            ("databases", List("main", "legacy")),
            ("endpoints", Nested(
                ("admin", Nested(("default_database", Text("main")), ("privileges", Nested(("main", Text("admin")), ("legacy", Text("admin")))))),
                ("reporter", Nested(("default_database", Text("main")), ("port", Number(8123)), ("privileges", Nested(("main", Text("ro")))))),
                ("importer", Nested(("default_database", Text("legacy")), ("privileges", Nested(("legacy", Text("rw"))))))))));
        Assert.Equal((9000, 8123), (plan.Endpoints["admin"].Port, plan.Endpoints["reporter"].Port));
        Assert.Null(plan.EndpointOf(null));

        await using var box = await ServiceBox.StartAsync(plan, volume);
        Assert.Equal("", await Sql(box, plan.Endpoints["admin"], "CREATE TABLE a (n Int8) ENGINE = Log"));
        Assert.Equal("", await Sql(box, plan.Endpoints["admin"], "CREATE TABLE legacy.b (n Int8) ENGINE = Log"));
        Assert.Equal("0", await Sql(box, plan.Endpoints["reporter"], "SELECT count() FROM a"));
        Assert.Contains("readonly mode", await Sql(box, plan.Endpoints["reporter"], "INSERT INTO a VALUES (1)"));
        Assert.Equal("", await Sql(box, plan.Endpoints["importer"], "INSERT INTO b VALUES (1)"));
        Assert.Contains("denied", await Sql(box, plan.Endpoints["importer"], "SELECT n FROM main.a"));
    }

    [Fact]
    public void A_newer_server_is_told_single_rights()
    {
        var plan = Plan("clickhouse:25.8", Map(("endpoints", Nested(("reporter", Nested(("privileges", Nested(("main", Text("ro"))))))))));
        var users = plan.Environment["SUNDOG_USERS"];
        Assert.Contains("<query>GRANT SELECT, SHOW, dictGet ON `main`.*</query>", users);
        Assert.DoesNotContain(plan.Endpoints["reporter"].Password!, users);
        Assert.Equal("docker.io/clickhouse/clickhouse-server:25.8", plan.Image);
    }

    private static Task<string> Sql(ServiceBox box, Endpoint endpoint, string statement) => box.RunAsync("clickhouse-client",
        $"--host={ServiceBox.Address}", $"--user={endpoint.Username}", $"--password={endpoint.Password}", $"--database={endpoint.Path}", $"--query={statement}");
}
