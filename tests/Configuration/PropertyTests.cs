using System.Runtime.CompilerServices;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sundog.Configuration.Bench;

namespace Sundog.Configuration.Tests;

/// <summary>What holds of every input.</summary>
public sealed class PropertyTests
{
    private static readonly string[] _properties =
    [
        "relationships: {a: 'db:mysql'}", "relationships: {}", "mounts: {a: {source: tmp}}", "mounts: {}", "variables: {env: {A: x}}", "variables: {free: {B: 1}}",
        "access: {ssh: viewer}", "access: {ssh: admin}", "firewall: {outbound: [{ports: [443]}]}", "additional_hosts: {h: 192.0.2.1}", "container_profile: BALANCED",
    ];

    [Fact]
    public void A_property_of_a_worker_is_its_own_if_it_is_there_and_else_the_application_s()
    {
        var lines = Gen.SubListOf(_properties).Select(chosen => chosen.DistinctBy(NameOf).ToList());
        Prop.ForAll(Arb.From(lines), Arb.From(lines), (shared, own) =>
        {
            var inherited = own.Concat(shared.Where(line => own.All(other => NameOf(other) != NameOf(line))));

            return Resolve(shared, own) == Resolve([], [.. inherited]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_value_that_is_printed_as_YAML_reads_back_as_itself()
    {
        Prop.ForAll(Arb.From(Values(3).Select(value => (Value)new Value.List([value]))), value =>
        {
            var text = Codes.Application("variables:\n  free:\n    x:\n" + Codes.Indent(value.ToYaml(), 6));
            var result = Repository.With(text).Read();

            return (result.Configuration?.Applications["app"].Web.Variables["free"]["x"] == value)
                .Label(text + DiagnosticText.Render(result.Diagnostics, result.Sources));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_counts_as_a_number_is_one_in_JSON()
    {
        var texts = Gen.Elements("0123456789+-.eExoabf_".ToCharArray()).NonEmptyListOf().Select(letters => new string([.. letters]));
        Prop.ForAll(Arb.From(texts), text =>
        {
            var digits = new ScalarNode(default, text, plain: true).Digits;
            return digits is null || JsonDocument.Parse(digits).RootElement.ValueKind == JsonValueKind.Number;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Mutated_files_crash_nothing_and_contradict_nothing() =>
        Assert.Equal(0, Fuzz.Run(Directory.GetFiles(FrameworkDirectory(), "*.yaml"), TimeSpan.FromSeconds(5), seed: 42));

    private static string FrameworkDirectory([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Frameworks");

    private static string NameOf(string line) => line[..line.IndexOf(':', StringComparison.Ordinal)];

    private static string Resolve(IEnumerable<string> shared, IEnumerable<string> own)
    {
        var application = Codes.App("services: {db: {type: 'mariadb:11.8'}}\n" + Codes.Application(
            string.Join('\n', [.. shared, "workers:", "  queue:", "    commands: {start: ./work}", .. own.Select(line => "    " + line)])));
        return ResolvedConfiguration.Of(application, application.Workers["queue"]).ToIndentedJson();
    }

    private static Gen<Value> Values(int depth)
    {
        var text = Gen.OneOf(
            Gen.Elements("", "off", "null", "~", "1", "0x1F", "1e3", "a: b", "- a", "#", "'", "\"", "\\", " a ", "a\nb", "a\n\nb\n", "\n", "\ta", "é", "\ud83d\ude00", "*a", "&a", "!a", "{a}", "[a]", "<<", "=", "---", "a #b", "a:", "?", "%a", "@a", "`a", "a\r\nb", "\u2028", "\u0085"),
            Gen.Elements("abc :#-\n'\"{}[],&*!|>%@\\\t".ToCharArray()).ListOf().Select(letters => new string([.. letters])));
        var scalars = Gen.OneOf(
            text.Select(content => (Value)new Value.Text(content)),
            Gen.Elements<Value>(Value.Null.Instance, new Value.Boolean(true), new Value.Boolean(false)),
            Gen.Choose(-1000, 1000).Select(number => (Value)new Value.Number($"{number}")));
        if (depth == 0)
            return scalars;

        return Gen.OneOf(
            scalars,
            Values(depth - 1).ListOf().Select(items => (Value)new Value.List(items.ToSequence())),
            Gen.Zip(text, Values(depth - 1)).ListOf().Select(pairs => (Value)new Value.Mapping(new(
                pairs.Where(pair => pair.Item1 != "<<").Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))))));
    }
}
