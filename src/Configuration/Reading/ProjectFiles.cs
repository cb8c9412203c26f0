namespace Sundog.Configuration;

/// <summary>Reads the files of <c>.upsun</c> and joins them: what stands one level below <c>applications</c>, <c>services</c> and
/// <c>routes</c> is united, and nothing below it is merged.</summary>
internal sealed class ProjectFiles(SourceFiles files, ReadOptions options, Faults faults)
{
    private const string Directory = ".upsun";

    private readonly List<Entry> _top = [];
    private readonly Dictionary<string, List<Entry>> _joined = new(StringComparer.Ordinal)
    {
        ["applications"] = [],
        ["services"] = [],
        ["routes"] = [],
    };

    /// <summary>The joined document; null, with faults, when there is nothing to look at.</summary>
    public MappingNode? Read()
    {
        if (files.List(Directory) is not { } names)
        {
            faults.Report(
                Rules.NoDirectory, new(Directory, 0, 0), "there is no directory .upsun",
                "create .upsun/config.yaml, or name the project's directory");
            return null;
        }

        foreach (var name in names.Where(name => name.EndsWith(".yml", StringComparison.Ordinal)))
            faults.Report(
                Rules.IgnoredFile, new($"{Directory}/{name}", 0, 0), $"'{name}' is not read, for it ends in .yml",
                $"rename it to {name[..^3]}yaml");

        var yaml = names.Where(name => name.EndsWith(".yaml", StringComparison.Ordinal)).ToList();
        if (yaml.Count == 0)
        {
            faults.Report(Rules.NoFile, new(Directory, 0, 0), ".upsun holds no file that ends in .yaml", "create .upsun/config.yaml");
            return null;
        }

        OtherProduct();

        var readable = yaml.Select(name => ReadFile($"{Directory}/{name}")).ToList();
        faults.Partial |= readable.Contains(false);
        return readable.Contains(true) ? Join($"{Directory}/{yaml[0]}") : null;
    }

    private void OtherProduct()
    {
        var older = files.List(".platform") is not null ? ".platform"
            : files.Open(".platform.app.yaml").Outcome == FileOutcome.Read ? ".platform.app.yaml"
            : null;
        if (older is not null)
            faults.Report(Rules.OtherProduct, new(older, 0, 0), $"{older} stands beside .upsun and is not read", "remove it");
    }

    /// <summary>Whether anything of the file could be looked at.</summary>
    private bool ReadFile(string path)
    {
        var content = files.Open(path);
        if (content.Outcome != FileOutcome.Read)
        {
            var place = new Place(path, 0, 0);
            if (content.Outcome == FileOutcome.TooLarge)
                faults.Report(Rules.TooLarge, place, $"the file is larger than {SourceFiles.MaximumSize >> 20} MiB");
            else
                faults.Report(
                    Rules.Unreadable, place,
                    $"the file cannot be read: {content.Reason ?? (content.Outcome == FileOutcome.Outside ? "a link leads out of the repository" : "it is not a file")}");

            return false;
        }

        if (files.ForParsing(path, content, faults) is not { } source || !YamlReader.TryRead(source, faults, out var root))
            return false;

        switch (root is null ? null : new Includes(files, faults).Resolve(root))
        {
            case null or { IsNull: true }:
                faults.Report(Rules.EmptyFile, new(path, 0, 0), "the file holds nothing", "remove it, or write 'applications:' in it");
                return true;
            case MappingNode mapping:
                Take(mapping);
                return true;
            case var other:
                faults.Report(
                    Rules.NotAMapping, other.Place, $"the file is {Quote.Kind(other)} where a mapping with 'applications' is expected",
                    other is ScalarNode ? "perhaps it was quoted or encoded as a whole" : "begin with 'applications:'");
                return false;
        }
    }

    private void Take(MappingNode mapping)
    {
        foreach (var entry in Unwrapped.Without(mapping, faults))
        {
            var value = entry.Key == "applications" && entry.Value is ListNode list ? NamedByThemselves(list) : entry.Value;
            if (_joined.TryGetValue(entry.Key, out var joined) && value is MappingNode { Entries: var entries })
            {
                if (joined.Count == 0)
                    _top.Add(entry);

                foreach (var item in entries)
                    Add(joined, item, entry.Key);
            }
            else
            {
                _top.Add(entry with { Value = value });
            }
        }
    }

    private void Add(List<Entry> joined, Entry entry, string section)
    {
        var earlier = joined.FindIndex(other => other.Key == entry.Key);
        if (earlier < 0)
        {
            joined.Add(entry);
            return;
        }

        var what = section[..^1];
        var (one, two) = (joined[earlier].Place, entry.Place);
        faults.Report(
            Rules.DefinedTwice, options.Lenient ? Severity.Warning : Severity.Error, two,
            options.Lenient
                ? $"the {what} '{entry.Key}' is defined again and replaces the one in {one}"
                : $"the {what} '{entry.Key}' is defined twice, first in {one}",
            "two definitions are not merged: keep one of them");
        joined[earlier] = entry;
    }

    /// <summary>The older list of applications, each with its <c>name</c>.</summary>
    private MappingNode NamedByThemselves(ListNode list)
    {
        faults.Report(
            Rules.OldApplicationList, list.Place, "applications are written as a list",
            "write a mapping: 'applications:' and below it the name of each");
        List<Entry> entries = [];
        foreach (var item in list.Items)
        {
            if (item is MappingNode mapping && mapping.Text("name") is { } name)
                entries.Add(new(
                    name, mapping.Find("name")!.Value.Place,
                    mapping.With([.. mapping.Entries.Where(entry => entry.Key != "name")])));
            else
                faults.Report(
                    Rules.MissingKey, item.Place, "an application in the list has no 'name' (required)",
                    "write the name as the key of a mapping");
        }

        return new(list.Place, entries);
    }

    private MappingNode Join(string first)
    {
        var entries = _top.Select(entry => _joined.TryGetValue(entry.Key, out var joined) && entry.Value is MappingNode or ListNode && joined!.Count > 0
            ? entry with { Value = new MappingNode(entry.Value.Place, joined) }
            : entry);
        return new(new(first, 0, 0), [.. entries]);
    }
}
