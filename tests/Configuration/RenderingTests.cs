using System.Text.Json.Nodes;

namespace Sundog.Configuration.Tests;

/// <summary>What scripts, editors and people read.</summary>
public sealed class RenderingTests
{
    [Fact]
    public void A_diagnostic_is_printed_as_a_compiler_prints_it()
    {
        var result = Repository.With(Codes.Worker("mounts: {}\nmuonts: {}")).Read();

        Assert.Equal(
            """
            .upsun/config.yaml:7:7: error SUN0123: worker 'queue' has no commands.start (required)
                7 |       queue:
                  |       ^
                write 'commands:' and below it 'start:' with the command that stays in the foreground
            .upsun/config.yaml:9:9: error SUN0101: worker 'queue' has no key 'muonts'
                9 |         muonts: {}
                  |         ^
                did you mean 'mounts'?

            """, DiagnosticText.Render(result.Diagnostics, result.Sources));
    }

    [Fact]
    public void Each_part_can_be_painted()
    {
        var result = Repository.With(Codes.Worker("commands: {start: a}\nsize: S")).Read();

        var text = DiagnosticText.Render(result.Diagnostics, result.Sources, (part, words) => part == DiagnosticPart.Warning ? $"<{words}>" : words);

        Assert.Contains("<warning SUN0902:> ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_character_of_the_file_does_not_reach_the_terminal()
    {
        var result = Repository.With("applications:\n  app:\n    type: 'a\u001b[31mb'\n").Read();

        Assert.DoesNotContain('\u001b', DiagnosticText.Render(result.Diagnostics, result.Sources));
    }

    [Fact]
    public void The_JSON_of_a_run_is_what_scripts_rely_on()
    {
        var json = JsonNode.Parse(DiagnosticJson.Render(Repository.With(Codes.Worker("mounts: {}")).Read()))!;

        Assert.False(json["valid"]!.GetValue<bool>());
        Assert.Equal(
            """{"file":".upsun/config.yaml","line":7,"column":7,"severity":"error","code":"SUN0123","message":"worker 'queue' has no commands.start (required)"}""",
            Without(json["diagnostics"]![0]!.AsObject(), "hint").ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public void A_valid_run_with_warnings_is_valid()
    {
        var json = JsonNode.Parse(DiagnosticJson.Render(Repository.With(Codes.Worker("commands: {start: a}\nsize: S")).Read()))!;

        Assert.True(json["valid"]!.GetValue<bool>());
        Assert.Equal("warning", json["diagnostics"]![0]!["severity"]!.GetValue<string>());
    }

    [Fact]
    public void The_SARIF_of_a_run_names_rules_levels_and_places()
    {
        var run = JsonNode.Parse(DiagnosticSarif.Render(Repository.With(Codes.Worker("mounts: {}\nsize: S")).Read(), "1.2.3"))!;

        Assert.Equal("2.1.0", run["version"]!.GetValue<string>());
        var driver = run["runs"]![0]!["tool"]!["driver"]!;
        Assert.Equal(["SUN0123", "SUN0902"], driver["rules"]!.AsArray().Select(rule => rule!["id"]!.GetValue<string>()));
        var results = run["runs"]![0]!["results"]!.AsArray();
        Assert.Equal(["error", "warning"], results.Select(result => result!["level"]!.GetValue<string>()));
        var region = results[0]!["locations"]![0]!["physicalLocation"]!;
        Assert.Equal((".upsun/config.yaml", 7, 7), (region["artifactLocation"]!["uri"]!.GetValue<string>(), region["region"]!["startLine"]!.GetValue<int>(), region["region"]!["startColumn"]!.GetValue<int>()));
        Assert.Equal(0, results[0]!["ruleIndex"]!.GetValue<int>());
    }

    [Fact]
    public void Two_equal_instances_print_equal_text_but_for_their_commands()
    {
        var inherited = Printed(Document.Inherited, lenient: false);
        var repeated = Printed(Document.RepeatedAsPrinted, lenient: true);

        Assert.Equal(inherited, repeated);
        Assert.Equal(inherited["queue"].Replace("queue-worker", "", StringComparison.Ordinal), inherited["mail"].Replace("mail-worker", "", StringComparison.Ordinal));
        Assert.Equal(
            """{"type":"python:3.9","relationships":{"mysql":{"service":"mysql","endpoint":"mysql"}},"mounts":{"test":{"source":"storage","source_path":"test","service":null}},"variables":{},"access":{"ssh":"contributor"},"commands":{"start":"python queue-worker.py\n"}}""",
            JsonNode.Parse(inherited["queue"])!.ToJsonString());
    }

    [Fact]
    public void The_order_of_the_file_does_not_show()
    {
        var one = Codes.App("services: {a: {type: 'redis:8.0'}, b: {type: 'redis:8.0'}}\n" + Codes.Application("relationships: {a, b}\nmounts: {x: {source: tmp}, y: {source: tmp}}"));
        var two = Codes.App("services: {a: {type: 'redis:8.0'}, b: {type: 'redis:8.0'}}\n" + Codes.Application("mounts: {y: {source: tmp}, x: {source: tmp}}\nrelationships: {b, a}"));

        Assert.Equal(ResolvedConfiguration.Of(one, one.Web).ToIndentedJson(), ResolvedConfiguration.Of(two, two.Web).ToIndentedJson());
    }

    [Theory]
    [MemberData(nameof(FrameworkTests.Names), MemberType = typeof(FrameworkTests))]
    public void The_YAML_of_a_resolved_project_reads_back_as_the_same_values(string name)
    {
        var project = Repository.With(Frameworks.Text(name)).Read().Configuration!;
        var resolved = ResolvedConfiguration.Of(project);

        var again = Repository.With(Codes.Application("variables:\n  free:\n    all:\n" + Codes.Indent(resolved.ToYaml(), 6))).Read().Configuration!;

        Assert.Equal(resolved, again.Applications["app"].Web.Variables["free"]["all"]);
    }

    private static Dictionary<string, string> Printed(string configuration, bool lenient)
    {
        var application = Codes.App(configuration, lenient);
        return application.Workers.ToDictionary(worker => worker.Key, worker => ResolvedConfiguration.Of(application, worker.Value).ToIndentedJson());
    }

    private static JsonObject Without(JsonObject json, string key)
    {
        json.Remove(key);
        return json;
    }
}
