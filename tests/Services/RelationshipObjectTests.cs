using Sundog.Configuration;
using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class RelationshipObjectTests
{
    private static readonly RelationshipTarget Target = new(
        "my-database", "store", "mariadb:11.4", "store.service.internal", ["240.0.0.2", "240.0.0.4"], "shop-main");

    [Fact]
    public void The_default_MariaDB_relationship_has_every_key_of_the_platform_in_its_order() => Assert.Equal(
        """
        {"username": "user", "password": "", "scheme": "mysql", "service": "store", "fragment": null, "ip": "240.0.0.2",
         "instance_ips": ["240.0.0.2", "240.0.0.4"], "hostname": "store.service.internal", "port": 3306, "cluster": "shop-main",
         "host": "my-database.internal", "rel": "mysql", "path": "main", "query": {"is_master": true}, "type": "mariadb:11.4",
         "public": false, "host_mapped": false, "epoch": 0, "url": "mysql://user:@my-database.internal:3306/main"}
        """.ReplaceLineEndings(""),
        RelationshipObject.Of(Plan("mariadb:11.4").EndpointOf(null)!, Target).ToJson());

    [Fact]
    public void RabbitMQ_has_no_path_and_so_its_url_means_the_virtual_host_of_default()
    {
        var entries = RelationshipObject.Of(Plan("rabbitmq:4.0").EndpointOf("rabbitmq")!, Target).Entries;
        Assert.Equal(Value.Null.Instance, entries["path"]);
        Assert.Equal("{}", entries["query"].ToJson());
        Assert.Equal(Text("amqp://guest:guest@my-database.internal:5672"), entries["url"]);
    }

    [Fact]
    public void A_service_without_credentials_is_told_by_its_address() => Assert.Equal(
        ["service", "ip", "hostname", "cluster", "host", "rel", "scheme", "type", "port"],
        RelationshipObject.Of(Plan("memcached:1.6").EndpointOf(null)!, Target).Entries.Keys);

    [Fact]
    public void A_password_in_the_url_is_escaped()
    {
        var endpoint = new Endpoint("e", "pgsql", 5432) { Username = "a b", Password = "p@:/", Path = "main" };
        Assert.Equal(Text("pgsql://a%20b:p%40%3A%2F@my-database.internal:5432/main"), RelationshipObject.Of(endpoint, Target).Entries["url"]);
    }

    [Fact]
    public void Each_property_is_a_variable_named_after_the_relationship()
    {
        var variables = RelationshipObject.Variables(
            Target.Relationship, RelationshipObject.Of(Plan("mariadb:11.4").EndpointOf(null)!, Target));
        Assert.Equal(
            new Map<string>(
            [
                new("MY_DATABASE_USERNAME", "user"),
                new("MY_DATABASE_PASSWORD", ""),
                new("MY_DATABASE_SCHEME", "mysql"),
                new("MY_DATABASE_SERVICE", "store"),
                new("MY_DATABASE_FRAGMENT", ""),
                new("MY_DATABASE_IP", "240.0.0.2"),
                new("MY_DATABASE_INSTANCE_IPS", "[\"240.0.0.2\", \"240.0.0.4\"]"),
                new("MY_DATABASE_HOSTNAME", "store.service.internal"),
                new("MY_DATABASE_PORT", "3306"),
                new("MY_DATABASE_CLUSTER", "shop-main"),
                new("MY_DATABASE_HOST", "my-database.internal"),
                new("MY_DATABASE_REL", "mysql"),
                new("MY_DATABASE_PATH", "main"),
                new("MY_DATABASE_QUERY", "{\"is_master\": true}"),
                new("MY_DATABASE_TYPE", "mariadb:11.4"),
                new("MY_DATABASE_PUBLIC", "false"),
                new("MY_DATABASE_HOST_MAPPED", "false"),
                new("MY_DATABASE_EPOCH", "0"),
                new("MY_DATABASE_URL", "mysql://user:@my-database.internal:3306/main"),
                new("MY_DATABASE_NAME", "main"),
            ]),
            variables);
    }
}
