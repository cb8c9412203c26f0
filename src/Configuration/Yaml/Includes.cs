namespace Sundog.Configuration;

/// <summary>Replaces <c>!include</c> and <c>!archive</c> by what they name.</summary>
internal sealed class Includes(SourceFiles files, Faults faults)
{
    private const int MaximumDepth = 16;
    private const int MaximumCount = 1000;
    private const long MaximumBytes = 16 << 20;

    private readonly List<string> _open = [];

    /// <summary>What was read of each included file, null where nothing could be: a file that is included again is not read again.</summary>
    private readonly Dictionary<string, (bool IsRead, Node? Root)> _read = [];
    private int _count;
    private long _bytes;

    /// <summary>Resolves a whole file. Within an application paths count from its <c>source.root</c> first.</summary>
    public Node Resolve(Node root) => Expand(root, null, Project);

    private Node Project(Node node) => node is MappingNode project
        ? project.With([.. project.Entries.Select(entry => entry with
        {
            Value = entry.Key == "applications" ? Expand(entry.Value, null, Applications) : Walk(entry.Value, null),
        })])
        : Walk(node, null);

    private Node Applications(Node node) => node is MappingNode applications
        ? applications.With([.. applications.Entries.Select(entry => entry with { Value = Expand(entry.Value, null, Application) })])
        : Walk(node, null);

    private Node Application(Node node) =>
        Walk(node, (node as MappingNode).Mapping("source").Text("root")?.Trim('/') ?? "");

    private Node Walk(Node node, string? sourceRoot) => node switch
    {
        { HasTags: false } => node,
        { Tag: not null } => Expand(node, sourceRoot, included => Walk(included, sourceRoot)),
        MappingNode mapping => mapping.With(
            [.. mapping.Entries.Select(entry => entry with { Value = Walk(entry.Value, sourceRoot) })]),
        ListNode list => new ListNode(list.Place, [.. list.Items.Select(item => Walk(item, sourceRoot))], null, list.Anchored),
        _ => node,
    };

    /// <summary>Replaces a node that has a tag; what stands there without one, or is included, goes <paramref name="onwards"/>.</summary>
    private Node Expand(Node node, string? sourceRoot, Func<Node, Node> onwards) => node switch
    {
        { HasTags: false } => node,
        { Tag: null } => onwards(node),
        { Tag: "!include" } => Include(node, sourceRoot, onwards),
        { Tag: "!archive" } => Archive(node, sourceRoot),
        _ => Unknown(node, sourceRoot),
    };

    private MissingNode Unknown(Node node, string? sourceRoot)
    {
        faults.Report(
            Rules.UnknownTag, node.Place, $"the tag '{node.Tag}' is not known",
            Spelling.Hint(node.Tag!, ["!include", "!archive"]) ?? "a text that begins with '!' needs quotes");
        return Nothing(node, sourceRoot);
    }

    /// <summary>What is missing outside of an application may have been whole applications, services or routes.</summary>
    private MissingNode Nothing(Node node, string? sourceRoot)
    {
        faults.Partial |= sourceRoot is null;
        return new(node.Place);
    }

    private Node Include(Node node, string? sourceRoot, Func<Node, Node> onwards)
    {
        if (Form(node) is not var (path, type))
        {
            faults.Report(
                Rules.IncludeShape, node.Place, "!include needs a path, or a mapping of 'path' and 'type' (string, binary or yaml)",
                "write: !include {type: string, path: script.sh}");
            return Nothing(node, sourceRoot);
        }

        if (++_count > MaximumCount || _open.Count >= MaximumDepth)
        {
            var message = _open.Count >= MaximumDepth
                ? $"more than {MaximumDepth} files are included within one another"
                : $"more than {MaximumCount} files are included";
            faults.Report(Rules.IncludeCycle, node.Place, message);
            return Nothing(node, sourceRoot);
        }

        // The fault has been told, and to read on would only take time.
        if (_bytes > MaximumBytes)
            return Nothing(node, sourceRoot);

        foreach (var candidate in Candidates(node.Place, path, sourceRoot))
        {
            var content = files.Open(candidate);
            if (content.Outcome == FileOutcome.Missing)
                continue;

            if (content.Outcome != FileOutcome.Read)
            {
                Refused(node.Place, path, content);
                return Nothing(node, sourceRoot);
            }

            _bytes += content.Bytes.Length;
            if (_bytes > MaximumBytes)
            {
                faults.Report(Rules.TooLarge, node.Place, $"more than {MaximumBytes >> 20} MiB are included in all", "include less, or smaller files");
                return Nothing(node, sourceRoot);
            }

            return type switch
            {
                "binary" => new ScalarNode(node.Place, Convert.ToBase64String(content.Bytes.Span), plain: false),
                "string" => files.Decode(candidate, content, faults) is { } text ? new ScalarNode(node.Place, text.Text, plain: false) : Nothing(node, sourceRoot),
                _ => Yaml(node, candidate, content, sourceRoot, onwards),
            };
        }

        Missing(node.Place, "file", path, sourceRoot);
        return Nothing(node, sourceRoot);
    }

    private Node Yaml(Node node, string path, FileContent content, string? sourceRoot, Func<Node, Node> onwards)
    {
        if (_open.Contains(path) || path == node.Place.File)
        {
            faults.Report(Rules.IncludeCycle, node.Place, $"'{path}' includes itself: {string.Join(" -> ", _open.Append(path))}");
            return Nothing(node, sourceRoot);
        }

        if (!_read.TryGetValue(path, out var included))
            _read[path] = included = Read(path, content);

        if (!included.IsRead)
            return Nothing(node, sourceRoot);

        if (included.Root is null)
            return new ScalarNode(node.Place, "", plain: true);

        _open.Add(path);
        var resolved = Expand(included.Root, sourceRoot, onwards);
        _open.RemoveAt(_open.Count - 1);
        return resolved;
    }

    private (bool IsRead, Node? Root) Read(string path, FileContent content)
    {
        Node? root = null;
        var read = files.ForParsing(path, content, faults) is { } text && YamlReader.TryRead(text, faults, out root);
        return (read, root);
    }

    private Node Archive(Node node, string? sourceRoot)
    {
        if (node is not ScalarNode { Text.Length: > 0 } scalar)
        {
            faults.Report(Rules.IncludeShape, node.Place, "!archive needs the path of a directory", "write: !archive \"directory\"");
            return Nothing(node, sourceRoot);
        }

        foreach (var candidate in Candidates(node.Place, scalar.Text, sourceRoot))
        {
            if (candidate.Split('/')[0] == "..")
            {
                Refused(node.Place, scalar.Text, new(FileOutcome.Outside));
                return Nothing(node, sourceRoot);
            }

            if (files.List(candidate) is not null)
                return new ArchiveNode(node.Place, candidate);
        }

        Missing(node.Place, "directory", scalar.Text, sourceRoot);
        return Nothing(node, sourceRoot);
    }

    private static (string Path, string Type)? Form(Node node)
    {
        switch (node)
        {
            case ScalarNode { Text.Length: > 0 } scalar:
                return (scalar.Text, "yaml");
            case MappingNode mapping when mapping["path"] is ScalarNode path:
                var type = mapping["type"] is ScalarNode written ? written.Text : "yaml";
                return type is "yaml" or "string" or "binary" && mapping.Entries.All(entry => entry.Key is "path" or "type")
                    ? (path.Text, type)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>The paths that are tried, relative to the repository: the application's directory, then the including file's,
    /// outside of applications then the repository's.</summary>
    private static IEnumerable<string> Candidates(Place place, string path, string? sourceRoot)
    {
        var here = Path.GetDirectoryName(place.File) ?? "";
        return (sourceRoot is null ? new[] { here, "" } : [sourceRoot, here])
            .Select(directory => Normal(path.StartsWith('/') ? path : $"{directory}/{path}"))
            .Distinct();
    }

    /// <summary>The path without <c>.</c> and <c>..</c>; those that climb out of the repository stay in front.</summary>
    private static string Normal(string path)
    {
        List<string> steps = [];
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && steps.Count > 0 && steps[^1] != "..")
                steps.RemoveAt(steps.Count - 1);
            else if (step != ".")
                steps.Add(step);
        }

        return string.Join('/', steps);
    }

    private void Missing(Place place, string what, string path, string? sourceRoot) =>
        faults.Report(
            Rules.IncludeMissing, place, $"there is no {what} '{path}'",
            "looked for " + string.Join(" and ", Candidates(place, path, sourceRoot).Select(candidate => $"'{candidate}'")));

    private void Refused(Place place, string path, FileContent content)
    {
        switch (content.Outcome)
        {
            case FileOutcome.Outside:
                faults.Report(Rules.IncludeOutside, place, $"'{path}' leads out of the repository", "move it into the repository");
                break;
            case FileOutcome.TooLarge:
                faults.Report(Rules.TooLarge, place, $"'{path}' is larger than {SourceFiles.MaximumSize >> 20} MiB");
                break;
            case FileOutcome.NotAFile:
                faults.Report(Rules.IncludeMissing, place, $"'{path}' is a directory, not a file", "a directory is included with !archive");
                break;
            default:
                faults.Report(Rules.Unreadable, place, $"'{path}' cannot be read: {content.Reason}");
                break;
        }
    }
}
