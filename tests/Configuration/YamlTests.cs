namespace Sundog.Configuration.Tests;

/// <summary>YAML's own features, as configurations use them.</summary>
public sealed class YamlTests
{
    [Fact]
    public void Three_identical_workers_by_an_anchor()
    {
        var application = Codes.App(Codes.Application("workers:\n  a: &runner {commands: {start: ./run}, mounts: {}}\n  b: *runner\n  c: {<<: *runner, access: {ssh: viewer}}"));

        Assert.Equal(["./run", "./run", "./run"], application.Workers.Values.Select(worker => worker.Commands.Start));
        Assert.Equal("viewer", application.Workers["c"].SshRole);
    }

    [Fact]
    public void Own_keys_win_over_merged_ones_and_earlier_merges_over_later_ones()
    {
        var variables = Codes.App(Codes.Application("""
            .a: &a {X: a, Y: a, Z: a}
            .b: &b {X: b, Y: b, W: b}
            variables:
              env: {X: own, <<: [*b, *a]}
            """)).Web.Variables["env"];

        Assert.Equal(("own", "b", "a", "b"), (Text(variables["X"]), Text(variables["Y"]), Text(variables["Z"]), Text(variables["W"])));
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", "SUN0011")]
    [InlineData("{a: 1}: 2\n", "SUN0012")]
    [InlineData("a: *b\n", "SUN0016")]
    [InlineData("a: &a {b: *a}\n", "SUN0017")]
    [InlineData("a: {<<: text}\n", "SUN0018")]
    [InlineData("a: 1\n---\nb: 2\n", "SUN0019")]
    [InlineData("a: [1\nb: 2\n", "SUN0006")]
    [InlineData("a: 'open\n", "SUN0006")]
    [InlineData("a: \"\\q\"\n", "SUN0006")]
    [InlineData("a: \"\\UFFFFFFFF\"\n", "SUN0006")]
    [InlineData("a: b: c\n", "SUN0006")]
    [InlineData("", "SUN0022")]
    [InlineData("# nothing\n", "SUN0022")]
    [InlineData("YXBwbGljYXRpb25zOgo=\n", "SUN0023")]
    [InlineData("- applications\n", "SUN0023")]
    public void A_wrong_document(string text, string code) => Assert.Contains(code, Codes.Of(text));

    [Theory]
    [InlineData("5", "5")]
    [InlineData("-5", "-5")]
    [InlineData("+5", "5")]
    [InlineData("3.10", "3.10")]
    [InlineData("1e3", "1e3")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("017", "15")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("'5'", "\"5\"")]
    [InlineData("08", "\"08\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("5m", "\"5m\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("2024-01-01", "\"2024-01-01\"")]
    [InlineData("99999999999999999999", "99999999999999999999")]
    [InlineData("|\n      a\n      b", "\"a\\nb\\n\"")]
    [InlineData("[a, {b: 1}]", "[\"a\", {\"b\": 1}]")]
    [InlineData("é", "\"é\"")]
    public void Values_keep_what_YAML_says(string written, string json)
    {
        var application = Codes.App(Codes.Application("variables:\n  free:\n    x: " + written));

        Assert.Equal(json, application.Web.Variables["free"]["x"].ToJson());
    }

    [Fact]
    public void Keys_with_a_dot_are_ignored_and_templates_silently()
    {
        Assert.Equal(["SUN0026"], Codes.Of(Codes.Application("mounts: {.cache: {source: tmp}}")));
        Assert.Empty(Codes.App(Codes.Application("mounts: {.cache: {source: tmp}}")).Web.Mounts);
        Assert.Empty(Codes.Of(".template: &t {source: tmp}\n" + Codes.Application("mounts: {/.cache: *t}")));
    }

    [Fact]
    public void Names_without_values_in_braces_are_relationships()
    {
        var application = Codes.App("services: {a: {type: 'redis:8.0'}, b: {type: 'kafka:4.1'}}\n" + Codes.Application("relationships: {a, b}"));

        Assert.Equal(["redis", "kafka"], application.Web.Relationships.Values.Select(relationship => relationship.Endpoint));
    }

    private static string Text(Value value) => ((Value.Text)value).Content;
}
