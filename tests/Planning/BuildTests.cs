namespace Sundog.Planning.Tests;

/// <summary>When a build is made again, and when the one there is is taken.</summary>
public sealed class BuildTests
{
    private const string Application = """
        applications:
          shop:
            type: "nodejs:22"
            source:
              root: code
            build:
              flavor: none
            dependencies:
              nodejs: {pnpm: "9"}
            runtime: {}
            hooks:
              build: make
              deploy: migrate
              post_deploy: warm
            variables:
              env: {color: blue}
            mounts:
              shared: {source: storage, source_path: shared}
            relationships:
              cache:
            access: {ssh: viewer}
            web:
              commands: {start: node serve}
              variables:
                env: {kind: web}
              locations:
                "/": {root: public}
            crons:
              clean: {spec: "0 * * * *", commands: {start: clean}}
            workers:
              queue:
                commands: {start: node work}
                mounts:
                  own: {source: storage, source_path: own}
        services:
          cache:
            type: "rabbitmq:4.0"
        """;

    [Theory]
    [InlineData("node serve", "node serve --fast")]
    [InlineData("root: public", "root: html")]
    [InlineData("node work", "node work --slow")]
    [InlineData("kind: web", "kind: front")]
    [InlineData("0 * * * *", "5 * * * *")]
    [InlineData("ssh: viewer", "ssh: admin")]
    [InlineData("  cache:\n    access", "  store: cache\n    access")]
    [InlineData("deploy: migrate", "deploy: nothing")]
    [InlineData("post_deploy: warm", "post_deploy: cold")]
    [InlineData("access: {ssh: viewer}", "firewall: {outbound: [{ports: [443]}]}")]
    public void A_change_of_what_only_running_needs_reuses_the_build(string old, string now) =>
        Assert.Equal(Id(Application), Id(Changed(old, now)));

    [Theory]
    [InlineData("nodejs:22", "nodejs:20")]
    [InlineData("build: make", "build: make all")]
    [InlineData("flavor: none", "flavor: default")]
    [InlineData("pnpm: \"9\"", "pnpm: \"10\"")]
    [InlineData("color: blue", "color: red")]
    [InlineData("root: code", "root: source")]
    [InlineData("shared: {", "common: {")]
    [InlineData("own: {", "private: {")]
    public void A_change_of_what_building_needs_builds_again(string old, string now) =>
        Assert.NotEqual(Id(Application), Id(Changed(old, now)));

    [Fact]
    public void A_change_of_the_sources_builds_again() =>
        Assert.NotEqual(Id(Application), Assert.Single(Given.Plan(Application, treeId: "2222222222222222").Builds).Id);

    [Fact]
    public void One_build_serves_all_environments_of_a_project_and_no_other_project()
    {
        var request = Given.Request(Application);
        var staging = request with { Environment = new(new("shop", "next"), "next", "staging", request.Environment.Entropy) };
        var other = request with { Environment = request.Environment with { Name = new("rival", "main") } };

        Assert.Equal(Planner.Plan(request).Plan.Builds, Planner.Plan(staging).Plan.Builds);
        Assert.NotEqual(Planner.Plan(request).Plan.Builds[0].Id, Planner.Plan(other).Plan.Builds[0].Id);
    }

    [Fact]
    public void Dependencies_come_first_then_the_flavor_then_the_hook()
    {
        var build = Assert.Single(Given.Plan(Changed("flavor: none", "flavor: default")).Builds);

        Assert.Equal(
            ["npm install --global --prefix /app/.global 'pnpm@9'", "npm prune --userconfig .npmrc && npm install --userconfig .npmrc", "make"],
            build.Steps.Select(step => step.Command));
    }

    [Fact]
    public void Nothing_is_installed_for_the_flavor_none() =>
        Assert.Equal(2, Assert.Single(Given.Plan(Application).Builds).Steps.Count);

    [Fact]
    public void The_mounts_of_all_instances_have_a_place_in_the_build() =>
        Assert.Equal(["own", "shared"], Assert.Single(Given.Plan(Application).Builds).MountPoints);

    private static string Id(string configuration) => Assert.Single(Given.Plan(configuration).Builds).Id;

    private static string Changed(string old, string now)
    {
        Assert.Contains(old, Application, StringComparison.Ordinal);
        return Application.Replace(old, now, StringComparison.Ordinal);
    }
}
