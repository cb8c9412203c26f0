using System.Reflection;

namespace Sundog.Configuration.Tests;

/// <summary>The tables of cases are whole: every key of the configuration stands in a valid case, in one that is refused or warned of
/// there, and in one without a value.</summary>
public sealed class CoverageTests
{
    private static readonly Lazy<Dictionary<string, HashSet<string>>> _seen = new(Collect);

    public static TheoryData<string> Keys => new(Names().Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_has_a_valid_an_invalid_and_a_null_case(string key) =>
        Assert.Equal("invalid, null, valid", string.Join(", ", (_seen.Value.GetValueOrDefault(key) ?? []).Order()));

    /// <summary>Keys whose use is a warning have no valid case.</summary>
    private static IEnumerable<string> Names() => Sections(ProjectKeys.Project, [])
        .SelectMany(section => section.Keys.Where(key => key.Objection is null).Select(key => $"{section.Title}: {key.Name}"));

    private static IEnumerable<SectionShape> Sections(Shape shape, HashSet<SectionShape> known) => shape switch
    {
        SectionShape section => known.Add(section) ? section.Keys.SelectMany(key => Sections(key.Shape, known)).Prepend(section).ToList() : [],
        NamesShape names => Sections(names.Value, known),
        ListShape list => Sections(list.Item, known),
        OldShape old => Sections(old.Inner, known),
        EitherShape either => either.Options.SelectMany(option => Sections(option, known)).ToList(),
        ByTypeShape byType => byType.Shapes.SelectMany(each => Sections(each.Shape, known)).ToList(),
        _ => [],
    };

    private static Dictionary<string, HashSet<string>> Collect()
    {
        Dictionary<string, HashSet<string>> seen = new(StringComparer.Ordinal);
        foreach (var example in Examples())
        {
            var result = Repository.With(example).Read();
            if (result.Document is null || !YamlReader.TryRead(new(".upsun/config.yaml", example), new(), out var root))
                continue;

            Walk(root!, ProjectKeys.Project, [.. result.Diagnostics.Select(fault => fault.Place)], seen);
        }

        return seen;
    }

    private static IEnumerable<string> Examples() =>
        Cases(typeof(KeyTests), KeyTests.Example).Concat(Cases(typeof(ServiceKeyTests), ServiceKeyTests.Example)).Concat(EveryKeyTests.Examples);

    private static IEnumerable<string> Cases(Type table, Func<string, object?[], string> example) => table.GetMethods()
        .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>().Select(data => example(method.Name, data.Data!)));

    private static void Walk(Node node, Shape shape, HashSet<Place> faults, Dictionary<string, HashSet<string>> seen)
    {
        switch (shape, node)
        {
            case (SectionShape section, MappingNode mapping):
                foreach (var key in section.Keys)
                {
                    var states = seen.TryGetValue($"{section.Title}: {key.Name}", out var known) ? known : seen[$"{section.Title}: {key.Name}"] = [];
                    if (mapping.Find(key.Name) is not { } entry)
                    {
                        // A required key may be refused by being left out.
                        if (key.Required && faults.Count > 0)
                            states.Add("invalid");

                        continue;
                    }

                    var inner = key.Shape is ByTypeShape byType ? byType.For(mapping.Text("type")) : key.Shape;
                    var wrong = faults.Contains(entry.Place) || Places(entry.Value).Any(faults.Contains);
                    states.Add(entry.Value.IsNull ? "null" : wrong ? "invalid" : "valid");
                    Walk(entry.Value, inner, faults, seen);
                }

                break;
            case (NamesShape names, MappingNode mapping):
                foreach (var entry in mapping.Entries)
                    Walk(entry.Value, names.Value, faults, seen);

                break;
            case (ListShape list, ListNode items):
                foreach (var item in items.Items)
                    Walk(item, list.Item, faults, seen);

                break;
            case (OldShape old, _):
                Walk(node, old.Inner, faults, seen);
                break;
            case (EitherShape either, _) when either.Options.FirstOrDefault(option => option.Takes.HasFlag(node.Kind)) is { } chosen:
                Walk(node, chosen, faults, seen);
                break;
        }
    }

    private static IEnumerable<Place> Places(Node node) => node switch
    {
        MappingNode mapping => mapping.Entries.SelectMany(entry => Places(entry.Value).Prepend(entry.Place)).Prepend(node.Place),
        ListNode list => list.Items.SelectMany(Places).Prepend(node.Place),
        _ => [node.Place],
    };
}
