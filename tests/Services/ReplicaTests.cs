using Sundog.Configuration;
using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

/// <summary>What a replica is told of its primary; that it follows it, the acceptance tests see.</summary>
public sealed class ReplicaTests
{
    [Theory]
    [InlineData("mariadb:11.4", "mariadb-replica:11.4", "mysql", "default_schema")]
    [InlineData("postgresql:17", "postgresql-replica:17", "postgresql", "default_database")]
    [InlineData("postgresql:17", "postgres-replica:17", "postgresql", "default_database")]
    public void A_replica_has_the_login_of_its_primarys_endpoint_and_says_that_it_is_no_primary(string primary, string replica, string endpoint, string key)
    {
        var plans = Plans(primary, replica, Map(("endpoints", Nested((endpoint, Nested((key, Text("main"))))))), endpoint);
        var (original, copy) = (plans["main"].Endpoints[endpoint], plans["copy"].EndpointOf(null)!);
        Assert.Equal((original.Username, original.Password, "main", original.Port), (copy.Username, copy.Password, copy.Path, copy.Port));
        Assert.Equal("""{"is_master": false}""", new Value.Mapping(copy.Query).ToJson());
        Assert.False(plans["copy"].Endpoints.ContainsKey("replicator"));
        Assert.All(new[] { plans["copy"].Commands.PreStart, plans["copy"].Commands.Start }, text => Assert.DoesNotContain("S3cret", text));
    }

    [Fact]
    public void A_replica_without_endpoints_has_its_primarys() =>
        Assert.Equal(["mysql"], Plans("mariadb:11.4", "mariadb-replica:11.4", Map<Value>.Empty, "mysql")["copy"].Endpoints.Keys);

    [Fact]
    public void An_endpoint_that_the_primary_has_not_is_refused() =>
        Assert.Contains("`endpoints` has `other`, which is not an endpoint of the primary `main`", Assert.Throws<ServiceException>(
            () => Plans("mariadb:11.4", "mariadb-replica:11.4", Map(("endpoints", Nested(("other", Value.Null.Instance)))), "mysql")).Message);

    [Theory]
    [InlineData("postgresql:17", "mariadb-replica:11.4", "postgresql", "`mariadb`, `mysql`")]
    [InlineData("mariadb:11.4", "postgresql-replica:17", "mysql", "`postgresql`")]
    [InlineData("oracle-mysql:8.4", "mariadb-replica:11.4", "mysql", "`mariadb`, `mysql`")]
    public void A_replica_of_another_kind_of_database_is_refused(string primary, string replica, string endpoint, string types) =>
        Assert.Contains($"`primary` leads to `main`, which is a `{primary}`; this replica copies only the type {types}", Assert.Throws<ServiceException>(
            () => Plans(primary, replica, Map<Value>.Empty, endpoint)).Message);

    [Fact]
    public void A_replica_of_nothing_is_refused() =>
        Assert.Contains("a replica has nothing to copy", Assert.Throws<ServiceException>(() => Plan("mariadb-replica:11.4")).Message);

    [Fact]
    public void A_primary_without_a_replicator_writes_no_log_for_replicas()
    {
        Assert.DoesNotContain("log-bin", Plan("mariadb:11.4").Commands.Start);
        Assert.Contains("log-bin", Plans("mariadb:11.4", "mariadb-replica:11.4", Map<Value>.Empty, "mysql")["main"].Commands.Start);
    }

    private static Map<ServicePlan> Plans(string primary, string replica, Map<Value> configuration, string endpoint) => ServiceCatalogue.Plans(
        new(
        [
            new("copy", Service(replica, configuration, new([new("primary", new("primary", "main", "replicator", default))])) with { Name = "copy" }),
            new("main", Service(primary, Map(
                (primary.StartsWith("postgresql", StringComparison.Ordinal) ? "databases" : "schemas", List("main")),
                ("endpoints", Nested(
                    (endpoint, Nested(("privileges", Nested(("main", Text("admin")))))),
                    ("replicator", Nested(("replication", new Value.Boolean(true)))))))) with { Name = "main" }),
        ]),
        service => new ServiceContext(name => $"S3cret{service.Name}{name.Replace(" ", "")}"));
}
