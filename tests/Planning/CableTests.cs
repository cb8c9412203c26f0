using FsCheck;
using FsCheck.Fluent;
using Sundog.Configuration;

namespace Sundog.Planning.Tests;

/// <summary>Cables, and the numbers from which their addresses follow.</summary>
public sealed class CableTests
{
    private static readonly string[] s_workers = ["one", "two", "three"];
    private static readonly string[] s_services = ["cache", "store", "queue"];

    [Fact]
    public void A_cable_that_stays_keeps_its_number_whatever_comes_and_goes() => Prop.ForAll(
        Relationships(), Relationships(),
        (before, after) =>
        {
            var (old, numbers) = Planner.Plan(Request(before, Map<int>.Empty));
            var (now, _) = Planner.Plan(Request(after, numbers));
            foreach (var cable in now.Cables)
            {
                var same = old.Cables.FirstOrDefault(other => (other.Client, other.Relationship, other.Server) == (cable.Client, cable.Relationship, cable.Server));
                Assert.Equal(same?.Number ?? cable.Number, cable.Number);
            }

            Assert.Equal(now.Cables.Count, now.Cables.Select(cable => cable.Number).Distinct().Count());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void There_is_one_cable_for_each_relationship_and_no_other() => Prop.ForAll(
        Relationships(),
        wanted => Assert.Equal(
            wanted.Select(pair => ($"app--{s_workers[pair.Worker]}", s_services[pair.Service])).Order(),
            Planner.Plan(Request(wanted, Map<int>.Empty)).Plan.Cables.Select(cable => (cable.Client.Container, cable.Server.Container)).Order()))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void No_two_ends_of_cables_have_the_same_address()
    {
        var addresses = Enumerable.Range(0, 1000)
            .Select(number => new Cable(number, new("a", 0), "b", new("b", 0)))
            .SelectMany(cable => new[] { cable.ServerAddress, cable.ClientAddress })
            .ToList();

        Assert.Equal(addresses.Count, addresses.Distinct().Count());
        Assert.All(addresses, address => Assert.StartsWith("240.", address, StringComparison.Ordinal));
    }

    [Fact]
    public void A_relationship_to_an_application_leads_to_its_web_instance()
    {
        var plan = Given.Plan("""
            applications:
              api:
                type: "nodejs:22"
                web: {commands: {start: serve}}
                workers: {queue: {commands: {start: work}}}
              front:
                type: "nodejs:22"
                relationships: {backend: {service: api, endpoint: http}}
                web: {commands: {start: serve}}
            """);
        var cable = Assert.Single(plan.Cables);

        Assert.Equal((new InstanceName("front", 0), new InstanceName("api", 0)), (cable.Client, cable.Server));
        Assert.Equal("http://backend.internal:80", plan.Instance("front").Environment["BACKEND_URL"]);
    }

    private static Arbitrary<HashSet<(int Worker, int Service)>> Relationships() => (
        from mask in Gen.Choose(0, (1 << (s_workers.Length * s_services.Length)) - 1)
        select Enumerable.Range(0, s_workers.Length * s_services.Length)
            .Where(bit => (mask & (1 << bit)) != 0)
            .Select(bit => (bit / s_services.Length, bit % s_services.Length))
            .ToHashSet()).ToArbitrary();

    private static PlanRequest Request(HashSet<(int Worker, int Service)> relationships, Map<int> numbers)
    {
        var workers = s_workers.Select((name, worker) =>
            $"      {name}: {{commands: {{start: work}}, relationships: {{{string.Join(", ", relationships.Where(pair => pair.Worker == worker).Select(pair => $"{s_services[pair.Service]}: "))}}}}}");
        return Given.Request($$"""
            applications:
              app:
                type: "nodejs:22"
                workers:
            {{string.Join('\n', workers)}}
            services:
              cache: {type: "mariadb:11.4"}
              store: {type: "mysql:11.4"}
              queue: {type: "rabbitmq:4.0"}
            """) with
        { CableNumbers = numbers };
    }
}
