using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class PostgreSqlTests
{
    [Fact]
    public async Task The_default_endpoint_is_main_with_the_password_main_and_its_own_database()
    {
        using var volume = new Volume();
        var plan = Plan("postgresql:16", Map(("extensions", List("pg_trgm"))));
        var endpoint = plan.EndpointOf(null)!;
        Assert.Equal(("postgresql", "main", "main", "main"), (endpoint.Name, endpoint.Username, endpoint.Password, endpoint.Path));

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("main UTF8 C.UTF-8", await Sql(box, endpoint,
                "SELECT current_user || ' ' || pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database WHERE datname = current_database()"));
            Assert.Equal("0.5", await Sql(box, endpoint, "SELECT trunc(similarity('sundog', 'sundown')::numeric, 1)"));
            Assert.Equal("", await Sql(box, endpoint, "CREATE TABLE orders (what text); INSERT INTO orders VALUES ('tea')"));
            Assert.Contains("rejects connection", await Sql(box, endpoint with { Username = "postgres" }, "SELECT 1"));
            Assert.Contains("authentication failed", await Sql(box, endpoint with { Password = "wrong" }, "SELECT 1"));

            // A client that stays must not hold up the end.
            var client = Sql(box, endpoint, "SELECT pg_sleep(600)");
            while (await Sql(box, endpoint, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'") != "1")
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            Assert.Equal(0, await box.StopAsync());
            await client;
        }

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("tea", await Sql(box, endpoint, "SELECT what FROM orders"));
        }
    }

    [Fact]
    public async Task An_endpoint_has_its_own_user_password_and_privileges_also_on_what_comes_later()
    {
        using var volume = new Volume();
        var two = Two(("admin", "main", "admin"), ("second", "main", "admin"), ("reporter", "main", "ro"), ("importer", "legacy", "rw"), ("owner", "legacy", "admin"));
        await using (var box = await ServiceBox.StartAsync(two, volume))
        {
            Assert.Equal("", await Sql(box, two.Endpoints["admin"], "CREATE SCHEMA shop; CREATE TABLE shop.a (id serial, n int); INSERT INTO shop.a (n) VALUES (1)"));
            Assert.Equal("", await Sql(box, two.Endpoints["second"], "ALTER TABLE shop.a ADD COLUMN more text"));
            Assert.Equal("1", await Sql(box, two.Endpoints["reporter"], "SELECT count(*) FROM shop.a"));
            Assert.Contains("permission denied", await Sql(box, two.Endpoints["reporter"], "DELETE FROM shop.a"));
            Assert.Contains("permission denied", await Sql(box, two.Endpoints["reporter"], "CREATE TABLE mine (n int)"));
            Assert.Equal("", await Sql(box, two.Endpoints["owner"], "CREATE TABLE b (id serial, n int)"));
            Assert.Equal("", await Sql(box, two.Endpoints["importer"], "INSERT INTO b (n) VALUES (1)"));
            Assert.Contains("must be owner", await Sql(box, two.Endpoints["importer"], "DROP TABLE b"));
            Assert.Contains("permission denied", await Sql(box, two.Endpoints["importer"] with { Path = "main" }, "SELECT 1"));
        }

        // It was killed, as by a power cut. One admin fewer, the reader may write, the importer's endpoint is gone.
        var one = Two(("admin", "main", "admin"), ("reporter", "main", "rw"), ("owner", "legacy", "admin"));
        await using (var box = await ServiceBox.StartAsync(one, volume))
        {
            Assert.Equal("", await Sql(box, one.Endpoints["admin"], "ALTER TABLE shop.a DROP COLUMN more"));
            Assert.Equal("", await Sql(box, one.Endpoints["reporter"], "DELETE FROM shop.a"));
            Assert.Contains("authentication failed", await Sql(box, two.Endpoints["importer"], "SELECT 1"));
            Assert.Equal("1", await Sql(box, one.Endpoints["owner"], "SELECT count(*) FROM b"));
        }
    }

    [Fact]
    public async Task A_database_that_leaves_the_file_is_kept()
    {
        using var volume = new Volume();
        var both = Plan("postgresql:15", Map(("databases", List("main", "extra"))));
        var main = Plan("postgresql:15", Map(("databases", List("main"))));
        Assert.Equal("main", both.DefaultEndpoint);
        Assert.StartsWith("S3cret", both.EndpointOf(null)!.Password);
        var extra = both.EndpointOf(null)! with { Path = "extra" };
        await using (var box = await ServiceBox.StartAsync(both, volume))
        {
            Assert.Equal("", await Sql(box, extra, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)"));
            await box.StopAsync();
        }

        await using (var box = await ServiceBox.StartAsync(main, volume))
        {
            Assert.Contains("permission denied", await Sql(box, extra, "SELECT n FROM kept"));
            await box.StopAsync();
        }

        await using (var box = await ServiceBox.StartAsync(both, volume))
        {
            Assert.Equal("7", await Sql(box, extra, "SELECT n FROM kept"));
        }
    }

    private static ServicePlan Two(params (string Endpoint, string Database, string Privilege)[] endpoints) => Plan("postgresql:15", Map(
        ("databases", List("main", "legacy")),
        ("endpoints", Nested([.. endpoints.Select(endpoint => (endpoint.Endpoint, Nested(
            ("default_database", Text(endpoint.Database)), ("privileges", Nested((endpoint.Database, Text(endpoint.Privilege)))))))]))));

    private static Task<string> Sql(ServiceBox box, Endpoint endpoint, string statement) => box.RunAsync("/run/postgresql/bin/psql", "-XqtA",
        $"postgresql://{endpoint.Username}:{endpoint.Password}@{ServiceBox.Address}/{endpoint.Path}", "-c", statement);
}
