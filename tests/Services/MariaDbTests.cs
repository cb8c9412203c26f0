using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class MariaDbTests
{
    [Fact]
    public async Task The_default_endpoint_is_user_with_an_empty_password_and_the_database_main()
    {
        using var volume = new Volume();
        var plan = Plan("mariadb:11.4");
        var endpoint = plan.EndpointOf(null)!;
        Assert.Equal(("user", "", "main", "mysql"), (endpoint.Username, endpoint.Password, endpoint.Path, endpoint.Name));

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("main user@%", await Sql(box, endpoint, "SELECT CONCAT(DATABASE(), ' ', CURRENT_USER())"));
            Assert.Equal("", await Sql(box, endpoint, "CREATE TABLE orders (what TEXT); INSERT INTO orders VALUES ('tea')"));
            Assert.Equal("utf8mb4_unicode_ci", await Sql(box, endpoint, "SELECT @@collation_database"));
            Assert.Contains("Access denied", await box.RunAsync("mariadb", "--no-defaults", "--user=root", "-e", "SELECT 1"));
            Assert.Equal(0, await box.StopAsync());
        }

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("tea", await Sql(box, endpoint, "SELECT what FROM orders"));
        }
    }

    [Fact]
    public async Task An_endpoint_has_its_own_user_password_and_privileges()
    {
        using var volume = new Volume();
        var plan = Plan("mysql:10.11", Map(
            ("schemas", List("main", "old_data")),
            ("endpoints", Nested(
                ("admin", Nested(("default_schema", Text("main")), ("privileges", Nested(("main", Text("admin")), ("old_data", Text("admin")))))),
                ("reporter", Nested(("privileges", Nested(("main", Text("ro")))))),
                ("importer", Nested(("default_schema", Text("old_data")), ("privileges", Nested(("old_data", Text("rw")))))),
                ("copier", Nested(("privileges", Nested(("main", Text("replication")))))),
                ("operator", Nested(("privileges", Nested(("main", Text("replication-admin")))))))),
            ("properties", Nested(("max_allowed_packet", Number(64))))));
        Assert.Null(plan.EndpointOf(null));
        Assert.Null(plan.Endpoints["reporter"].Path);

        await using var box = await ServiceBox.StartAsync(plan, volume);
        Assert.Equal("", await Sql(box, plan.Endpoints["admin"], "CREATE TABLE a (n INT); CREATE TABLE old_data.b (n INT)"));
        Assert.Equal("67108864", await Sql(box, plan.Endpoints["admin"], "SELECT @@global.max_allowed_packet"));
        Assert.Equal("0", await Sql(box, plan.Endpoints["reporter"], "SELECT COUNT(*) FROM main.a"));
        Assert.Contains("denied", await Sql(box, plan.Endpoints["reporter"], "INSERT INTO main.a VALUES (1)"));
        Assert.Contains("denied", await Sql(box, plan.Endpoints["reporter"], "SELECT * FROM old_data.b"));
        Assert.Equal("", await Sql(box, plan.Endpoints["importer"], "INSERT INTO b VALUES (1)"));
        Assert.Contains("denied", await Sql(box, plan.Endpoints["importer"], "DROP TABLE b"));
        Assert.DoesNotContain("denied", await Sql(box, plan.Endpoints["operator"], "SHOW SLAVE STATUS"));
        Assert.Contains("denied", await Sql(box, plan.Endpoints["admin"] with { Password = "wrong" }, "SELECT 1"));
        Assert.Contains("denied", await Sql(box, plan.Endpoints["admin"], "CREATE DATABASE oldXdata"));
    }

    [Fact]
    public async Task A_schema_that_leaves_the_file_is_kept_and_an_endpoint_that_leaves_it_is_gone()
    {
        using var volume = new Volume();
        var before = Plan("mariadb:10.11", Configuration(["main", "extra"], ["one", "two"]));
        await using (var box = await ServiceBox.StartAsync(before, volume))
        {
            Assert.Equal("", await Sql(box, before.Endpoints["two"], "CREATE TABLE extra.kept (n INT); INSERT INTO extra.kept VALUES (7)"));
            await box.StopAsync();
        }

        var after = Plan("mariadb:10.11", Configuration(["main"], ["one"]));
        await using (var box = await ServiceBox.StartAsync(after, volume))
        {
            Assert.Contains("denied", await Sql(box, before.Endpoints["two"], "SELECT 1"));
            Assert.Contains("denied", await Sql(box, after.Endpoints["one"], "SELECT n FROM extra.kept"));
            await box.StopAsync();
        }

        await using (var box = await ServiceBox.StartAsync(before, volume))
        {
            Assert.Equal("7", await Sql(box, before.Endpoints["two"], "SELECT n FROM extra.kept"));
        }

        static Configuration.Map<Configuration.Value> Configuration(string[] schemas, string[] endpoints) => Map(
            ("schemas", List(schemas)),
            ("endpoints", Nested([.. endpoints.Select(endpoint =>
                (endpoint, Nested(("privileges", Nested([.. schemas.Select(schema => (schema, Text("admin")))]))))) ])));
    }

    [Fact]
    public async Task Data_of_an_older_release_is_upgraded_and_data_of_a_newer_one_is_refused()
    {
        using var volume = new Volume();
        var plan = Plan("mariadb:11.4");
        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            await box.StopAsync();
        }

        WrittenBy("10.6.1-MariaDB");
        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Contains("upgrading the data from MariaDB 10.6", box.Output);
            Assert.Equal("main", await Sql(box, plan.EndpointOf(null)!, "SELECT DATABASE()"));
            await box.StopAsync();
        }

        WrittenBy("99.1.0-MariaDB");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ServiceBox.StartAsync(plan, volume));
        Assert.Contains("the data was written by MariaDB 99.1", refusal.Message);

        void WrittenBy(string version)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(volume, "mysql"), "m*_upgrade_info"))
            {
                File.WriteAllText(file, version);
            }
        }
    }

    private static Task<string> Sql(ServiceBox box, Endpoint endpoint, string statement) => box.RunAsync("mariadb",
        ["--no-defaults", "-N", $"--host={ServiceBox.Address}", $"--user={endpoint.Username}", $"--password={endpoint.Password}", "-e", statement,
            .. endpoint.Path is { } schema ? new[] { schema } : []]);
}
