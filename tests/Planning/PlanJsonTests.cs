using FsCheck;
using FsCheck.Fluent;
using Sundog.Configuration;
using Sundog.Configuration.Tests;

namespace Sundog.Planning.Tests;

/// <summary>A plan comes back from its text as it was: on that rests that nothing unchanged is restarted.</summary>
public sealed class PlanJsonTests
{
    [Theory]
    [InlineData(Document.Inherited)]
    [InlineData(Document.Customised)]
    [InlineData(Document.Shared)]
    public void The_plans_of_the_page_come_back_as_they_were(string configuration)
    {
        var plan = Given.Plan(configuration);

        Assert.Equal(plan, PlanJson.ReadPlan(PlanJson.Write(plan)));
        Assert.All(plan.Instances, instance => Assert.Equal(instance, PlanJson.ReadInstance(PlanJson.Write(instance))));
    }

    [Fact]
    public void Any_plan_comes_back_as_it_was() =>
        Prop.ForAll(Plans.ToArbitrary(), plan => Assert.Equal(plan, PlanJson.ReadPlan(PlanJson.Write(plan)))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_plan_that_an_earlier_version_wrote_without_files_has_none()
    {
        var plan = Given.Plan(Document.Inherited).Instances[0];
        var text = PlanJson.Write(plan).Replace("\"Files\":{},", "", StringComparison.Ordinal);

        Assert.DoesNotContain("Files", text);
        Assert.Equal(plan, PlanJson.ReadInstance(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Name\": 1}")]
    public void Text_that_is_no_plan_is_none(string text) => Assert.Null(PlanJson.ReadInstance(text));

    private static Gen<T?> Optional<T>(Gen<T> of)
        where T : class => Gen.OneOf(of.Select(value => (T?)value), Gen.Constant<T?>(null));

    private static Gen<Sequence<T>> Sequences<T>(Gen<T> of) => of.ListOf().Resize(4).Select(items => items.ToSequence());

    private static readonly Gen<string> s_texts = Gen.Elements("a", "Z", "0", "\n", "\0", "\"", "\\", "é", "☀", "🐕", "'", " ", "$").ListOf().Select(string.Concat);

    private static readonly Gen<Map<string>> s_maps =
        from keys in s_texts.ListOf().Resize(4)
        from values in s_texts.ListOf(keys.Count)
        select keys.Zip(values).ToMap(pair => pair.First, pair => pair.Second);

    private static readonly Gen<InstanceName> s_names =
        from container in s_texts
        from number in Gen.Choose(0, 9)
        select new InstanceName(container, number);

    private static readonly Gen<MountPlan> s_mounts =
        from target in s_texts
        from source in Gen.Elements(Enum.GetValues<MountSource>())
        from owner in s_texts
        from directory in s_texts
        select new MountPlan(target, new VolumeName(source, owner), directory);

    private static readonly Gen<OutboundRule> s_rules =
        from addresses in Sequences(s_texts)
        from domains in Sequences(s_texts)
        from ports in Sequences(Gen.Choose(1, 65535))
        select new OutboundRule(addresses, domains, ports);

    private static readonly Gen<InstancePlan> s_instances =
        from name in s_names
        from kind in Gen.Elements(Enum.GetValues<InstanceKind>())
        from texts in s_texts.ListOf(4)
        from optional in Optional(s_texts).ListOf(6)
        from environment in s_maps
        from hosts in s_maps
        from mounts in Sequences(s_mounts)
        from outbound in Optional(Sequences(s_rules))
        from internet in Gen.Elements(true, false)
        from numbers in Gen.Choose(0, 1 << 30).ListOf(4)
        select new InstancePlan
        {
            Name = name,
            Kind = kind,
            Application = optional[0],
            Type = new ImageType(texts[0], texts[1]),
            Build = optional[1],
            Commands = new Commands(optional[2], optional[3], optional[4]),
            Directory = texts[2],
            Environment = environment,
            Mounts = mounts,
            Hosts = hosts,
            RunConfiguration = optional[5],
            Outbound = outbound,
            HasInternet = internet,
            Limits = new Limits(numbers[0] / 7.0, numbers[1], numbers[2]),
            Grace = TimeSpan.FromTicks(numbers[3]),
        };

    private static readonly Gen<BuildPlan> s_builds =
        from texts in s_texts.ListOf(6)
        from steps in Sequences(from title in s_texts from command in s_texts select new BuildStep(title, command))
        from environment in s_maps
        from places in Sequences(s_texts)
        select new BuildPlan
        {
            Application = texts[0],
            Type = new ImageType(texts[1], texts[2]),
            TreeId = texts[3],
            Id = texts[4],
            SourceRoot = texts[5],
            Steps = steps,
            Environment = environment,
            MountPoints = places,
        };

    private static Gen<Plan> Plans =>
        from project in s_texts
        from machine in s_texts
        from builds in Sequences(s_builds)
        from instances in Sequences(s_instances)
        from cables in Sequences(
            from number in Gen.Choose(0, 1 << 20)
            from client in s_names
            from relationship in s_texts
            from server in s_names
            select new Cable(number, client, relationship, server))
        select new Plan(new EnvironmentName(project, machine), builds, instances, cables);
}
