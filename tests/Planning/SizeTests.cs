using Sundog.Configuration;

namespace Sundog.Planning.Tests;

/// <summary>What <c>resources:set</c> and <c>--resources-init</c> make of sizes, and sizes of plans.</summary>
public sealed class SizeTests
{
    private static readonly Dictionary<string, bool> s_containers = new() { ["shop"] = false, ["shop--queue"] = false, ["db"] = true };

    private const string Configuration = """
        applications:
          shop:
            type: "python:3.13"
            mounts:
              files: {source: storage, service: files, source_path: a}
              data: {source: storage, source_path: data}
              cache: {source: tmp, source_path: cache}
            web: {commands: {start: exec sleep 1}, locations: {/: {root: public}}}
            workers:
              queue: {commands: {start: exec sleep 2}}
        services:
          files: {type: "network-storage:1.0"}
          db: {type: "mariadb:11.4"}
        """;

    [Fact]
    public void The_last_value_for_a_name_wins_and_a_star_stands_for_any_letters()
    {
        var sizes = Change(sizes: ["*:1,shop--%:2", "shop:0.25"], counts: ["shop--queue:3"], disks: ["shop:1024", "db:min"]);
        Assert.Equal(new ContainerSize(0.25, null, 1024), sizes["shop"]);
        Assert.Equal(new ContainerSize(2, 3, null), sizes["shop--queue"]);
        Assert.Equal(new ContainerSize(1, null, 256), sizes["db"]);
        Assert.Equal(ContainerSize.None, ContainerSize.Change(sizes, s_containers, ["shop:default"], [], ["shop:default"])["shop"]);
    }

    [Theory]
    [InlineData("shop:3", "", "", "no size 3")]
    [InlineData("nobody:1", "", "", "no container nobody")]
    [InlineData("shop", "", "", "NAME:VALUE")]
    [InlineData("", "db:2", "", "is a service")]
    [InlineData("", "shop:9", "", "1 to 8")]
    [InlineData("", "", "shop:0", "the least is 16")]
    [InlineData("", "", "shop:-5", "the least is 16")]
    public void What_is_no_size_is_named(string size, string count, string disk, string message) =>
        Assert.Contains(message, Assert.Throws<PlanException>(() => Change([size], [count], [disk])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_volume_has_one_size_whoever_mounts_it()
    {
        var plan = Planner.Plan(Given.Request(Configuration) with
        {
            Sizes = new Dictionary<string, ContainerSize> { ["files"] = new(null, null, 2000), ["shop--queue"] = new(null, null, 300) }.ToMap(entry => entry.Key, entry => entry.Value),
        }).Plan;
        var disks = plan.Instances.SelectMany(instance => instance.Mounts.Select(mount => (instance.Name.Container, mount.Target, mount.Disk))).ToHashSet();
        Assert.Equal(
            [
                ("db", "/mnt", 512), ("shop", "/app/files", 2000), ("shop", "/app/data", 512), ("shop", "/app/cache", null),
                ("shop--queue", "/app/files", 2000), ("shop--queue", "/app/data", 300), ("shop--queue", "/app/cache", null),
            ],
            disks);
    }

    [Fact]
    public void Another_disk_restarts_those_who_use_it_and_says_so()
    {
        var before = Given.Plan(Configuration);
        var after = Planner.Plan(Given.Request(Configuration) with { Sizes = new([new("db", new(null, null, 1000))]) }).Plan;
        var difference = PlanDifference.Between(before.Instances, after);
        Assert.Equal("its disk changed", Assert.Single(difference.Reasons).Value);
        Assert.Equal("db", Assert.Single(difference.Start).Name.Container);
    }

    [Fact]
    public void Another_size_restarts_nobody()
    {
        var before = Given.Plan(Configuration);
        var after = Planner.Plan(Given.Request(Configuration) with { Sizes = new([new("shop--queue", new(2, null, null))]) }).Plan;
        var difference = PlanDifference.Between(before.Instances, after);
        Assert.Empty(difference.Start);
        Assert.Empty(difference.Stop);
        Assert.Equal("shop--queue", Assert.Single(difference.Resize).Name.Container);
    }

    [Theory]
    [InlineData(ResourcesInit.Default, null, null)]
    [InlineData(ResourcesInit.Minimum, 0.1, 256)]
    [InlineData(ResourcesInit.Parent, 4.0, 2000)]
    public void Containers_that_are_new_get_the_sizes_of_the_strategy_and_others_keep_theirs(ResourcesInit strategy, double? cpu, int? disk)
    {
        Map<ContainerSize> set = new([new("shop", new(1, 2, null))]), parent = new([new("shop--queue", new(4, null, 2000)), new("shop", new(8, null, null))]);
        var sizes = InitialSizes.Of(strategy, set, s_containers.Keys, ["db"], parent);
        Assert.Equal(new ContainerSize(1, 2, null), sizes["shop"]);
        Assert.Equal(new ContainerSize(cpu, null, disk), sizes["shop--queue"]);
        Assert.False(sizes.ContainsKey("db"));
    }

    [Fact]
    public void What_the_parent_does_not_have_gets_the_default() =>
        Assert.Equal(ContainerSize.None, InitialSizes.Of(ResourcesInit.Parent, Map<ContainerSize>.Empty, ["shop"], [], Map<ContainerSize>.Empty)["shop"]);

    [Fact]
    public void Sizes_that_are_left_to_the_user_are_waited_for()
    {
        var fault = Assert.Throws<PlanException>(() => InitialSizes.Of(ResourcesInit.Manual, Map<ContainerSize>.Empty, s_containers.Keys, ["shop"], Map<ContainerSize>.Empty));
        Assert.Contains("resources:set --size 'shop--queue:0.5,db:0.5'", fault.Message, StringComparison.Ordinal);
        Assert.Empty(InitialSizes.Of(ResourcesInit.Manual, Map<ContainerSize>.Empty, s_containers.Keys, s_containers.Keys, Map<ContainerSize>.Empty));
    }

    private static Map<ContainerSize> Change(string[] sizes, string[] counts, string[] disks) =>
        ContainerSize.Change(Map<ContainerSize>.Empty, s_containers, sizes, counts, disks);
}
