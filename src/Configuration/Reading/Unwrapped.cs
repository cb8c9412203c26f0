namespace Sundog.Configuration;

/// <summary>Files of the older product's layout, which hold the content of <c>services</c>, <c>routes</c> or of one application without the
/// key above it. One fault for each of the three says more than one for every key.</summary>
internal static class Unwrapped
{
    private static readonly (string Key, string Noun)[] _kinds =
        [("applications", "an application"), ("services", "a service"), ("routes", "a route")];

    /// <summary>The entries that belong at the top of a project; the others are reported, if it is clear what they are.</summary>
    public static IEnumerable<Entry> Without(MappingNode file, Faults faults)
    {
        if (file.Entries.All(entry => ProjectKeys.Project.Find(entry.Key) is not null))
            return file.Entries;

        var ofApplication = file.Entries.Count(entry => ApplicationKeys.Application.Find(entry.Key) is not null);
        if (ProjectKeys.Project.Keys.All(key => file.Find(key.Name) is null) && ofApplication > file.Entries.Count / 2)
        {
            faults.Report(
                Rules.Unwrapped, file.Entries[0].Place,
                $"the file describes one application ('{file.Entries[0].Key}' stands at the top), without 'applications:' and a name above it",
                "write 'applications:', below it, indented, a name such as 'app:', and all of this below that");
            return [];
        }

        var astray = file.Entries.Where(entry => !AtHome(entry)).ToLookup(KindOf);
        foreach (var (kind, noun) in _kinds.Where(kind => astray.Contains(kind.Key)))
        {
            var first = astray[kind].First();
            var others = astray[kind].Count() - 1;
            faults.Report(
                Rules.Unwrapped, first.Place,
                $"'{first.Key}'{(others == 0 ? "" : $" and {others} more")} at the top of the file looks like {noun}, and belongs under '{kind}:'",
                $"write '{kind}:' and indent {(others == 0 ? "it" : "them")} below it");
        }

        return file.Entries.Where(entry => AtHome(entry) || KindOf(entry) is null);
    }

    private static bool AtHome(Entry entry) => ProjectKeys.Project.Find(entry.Key) is not null || entry.Key.StartsWith('.');

    private static string? KindOf(Entry entry)
    {
        if (entry.Key.StartsWith("http://", StringComparison.Ordinal) || entry.Key.StartsWith("https://", StringComparison.Ordinal))
            return "routes";

        // A misspelt 'applications' holds applications, and must not be taken for one.
        if (entry.Value is not MappingNode mapping || Spelling.Nearest(entry.Key, _kinds.Select(kind => kind.Key)) is not null)
            return null;

        if (mapping.Text("type") is { } type && !ImageCatalogue.Runtimes.ContainsKey(ApplicationReader.ImageType(type).Name)
            && mapping.Entries.All(inner => ProjectKeys.Service.Find(inner.Key) is not null))
            return "services";

        return mapping.Entries.Count > 0 && mapping.Entries.All(inner => ApplicationKeys.Application.Find(inner.Key) is not null)
            ? "applications"
            : null;
    }
}
