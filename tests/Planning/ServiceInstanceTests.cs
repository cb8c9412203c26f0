namespace Sundog.Planning.Tests;

public sealed class ServiceInstanceTests
{
    private const string Configuration = """
        applications:
          web:
            type: nodejs:24
            relationships: {search: "search:opensearch", copy: "copy:mysql"}
        services:
          copy: {type: "mariadb-replica:11.8", relationships: {primary: "main:replicator"}}
          main:
            type: mariadb:11.8
            configuration:
              schemas: [main]
              endpoints: {mysql: {default_schema: main, privileges: {main: admin}}, replicator: {privileges: {main: replication}}}
          search: {type: "opensearch:3"}
          events: {type: "kafka:4.1"}
        """;

    [Fact]
    public void A_service_finds_what_it_has_a_relationship_to_by_the_relationships_name()
    {
        var plan = Given.Plan(Configuration);
        var cable = plan.Cables.Single(cable => cable.Client.Container == "copy");
        Assert.Equal(("primary", "main"), (cable.Relationship, cable.Server.Container));
        Assert.Equal(cable.ServerAddress, plan.Instance("copy").Hosts["primary.internal"]);
        Assert.Empty(plan.Instance("main").Hosts);
    }

    [Fact]
    public void A_service_comes_after_the_one_it_copies() => Assert.Equal(
        ["main", "copy"], Given.Plan(Configuration).Instances.Select(instance => instance.Name.Container).Where(name => name is "main" or "copy"));

    [Fact]
    public void A_service_that_the_host_cannot_have_runs_from_its_image_without_being_told()
    {
        var plan = Given.Plan(Configuration);
        Assert.Equal("docker.io/opensearchproject/opensearch:3", plan.Instance("search").Image);
        Assert.Null(plan.Instance("main").Image);
    }

    [Fact]
    public void A_service_is_told_the_name_by_which_all_its_clients_know_it() =>
        Assert.Contains("PLAINTEXT://events.service.shop-main.internal:9092", Given.Plan(Configuration).Instance("events").Commands.PreStart);
}
