using Sundog.Configuration;
using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class ServiceCatalogueTests
{
    [Fact]
    public void An_unknown_type_is_answered_with_those_that_there_are()
    {
        var failure = Assert.Throws<ServiceException>(() => Plan("maria:11.4"));
        Assert.StartsWith("service `store`: `maria` is not a service type; Sundog runs `chrome-headless`, `clickhouse`, ", failure.Message);
        Assert.Equal(3, failure.Place.Line);
    }

    [Fact]
    public void Every_service_type_of_the_platform_has_a_recipe() => Assert.Equal(
        [
            "chrome-headless", "clickhouse", "elasticsearch", "elasticsearch-enterprise", "gotenberg", "influxdb", "kafka", "mariadb",
            "mariadb-replica", "memcached", "mercure", "mongodb", "mongodb-enterprise", "mysql", "network-storage", "opensearch",
            "oracle-mysql", "postgres-replica", "postgresql", "postgresql-replica", "rabbitmq", "redis", "redis-persistent", "solr",
            "valkey", "valkey-persistent", "varnish", "vault-kms",
        ],
        ServiceCatalogue.Types);

    [Theory]
    [InlineData("mariadb:11.4")]
    [InlineData("memcached:1.6")]
    [InlineData("network-storage:1.0")]
    [InlineData("postgresql:16")]
    [InlineData("rabbitmq:4.0")]
    [InlineData("redis-persistent:7.2")]
    [InlineData("valkey:8.0")]
    public void The_same_service_gives_an_equal_plan(string type) => Assert.Equal(Plan(type), Plan(type));

    [Theory]
    [InlineData("mariadb:11.4", 1408, 512)]
    [InlineData("redis:7.2", 1088, null)]
    [InlineData("postgresql:16", 1408, 512)]
    public void Sizes_are_the_platforms_defaults(string type, int memory, int? disk) =>
        Assert.Equal((memory, disk), (Plan(type).Memory, Plan(type).Disk));

    [Fact]
    public void The_file_chooses_the_profile_and_hints_at_the_disk()
    {
        var plan = ServiceCatalogue.Plan(Service("mariadb:11.4") with { ContainerProfile = "HIGH_CPU", DiskHint = 100 }, Context);
        Assert.Equal(("HIGH_CPU", 224, 256), (plan.ContainerProfile, plan.Memory, plan.Disk));
    }

    public static TheoryData<string, Map<Value>, string> Mistakes => new()
    {
        { "mariadb", Map(("schemas", Text("main"))), "`schemas` must be a list of names" },
        { "mariadb", Map(("schemas", List("a b"))), "`a b` in `schemas` is not a name" },
        { "mariadb", Map(("schemas", List("a")), ("endpoints", Nested(("x", Nested(("default_schema", Text("b"))))))), "names `b`, which is not under `schemas`" },
        { "mariadb", Map(("schemas", List("a")), ("endpoints", Nested(("x", Nested(("privileges", Nested(("a", Text("all"))))))))), "is `all`; it can be `ro`, `rw`, `admin`" },
        { "mysql", Map(("properties", Nested(("max_packet", Number(1))))), "`properties.max_packet` is not a property; there are `max_allowed_packet`" },
        { "mysql", Map(("properties", Nested(("max_allowed_packet", Number(101))))), "is a number of MB from 1 to 100" },
        { "postgresql", Map(("endpoints", Nested(("postgres", Value.Null.Instance)))), "the server needs for itself" },
        { "redis", Map(("maxmemory_policy", Text("all"))), "`maxmemory_policy` is `all`; it can be `allkeys-lru`" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_a_configuration_is_named_with_what_it_should_be(string type, Map<Value> configuration, string answer) =>
        Assert.Contains(answer, Assert.Throws<ServiceException>(() => Plan(type, configuration)).Message);

    [Theory]
    [InlineData("mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64", "10.11.19")]
    [InlineData("/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8\n", "3.10.8")]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15.18")]
    [InlineData("varnishd (varnish-7.1.1 revision 7cee1c581bead)", "7.1.1")]
    [InlineData("no such file", null)]
    public void The_installed_version_is_read_from_what_the_program_prints(string output, string? version) =>
        Assert.Equal(version, HostInstallation.VersionIn(output));

    [Theory]
    [InlineData("10.11", "10.11.19", true)]
    [InlineData("10.1", "10.11.19", false)]
    [InlineData("11.4", "10.11.19", false)]
    [InlineData("15", "15.18", true)]
    [InlineData("", "15.18", true)]
    public void A_version_satisfies_what_it_is_a_release_of(string asked, string installed, bool satisfies) =>
        Assert.Equal(satisfies, HostInstallation.Satisfies(asked, installed));
}
