using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sundog.Configuration;

/// <summary>Reads one file's text into a node. Anchors, aliases and merge keys are resolved here, and everything that could
/// make a small file large or endless is refused here.</summary>
internal sealed class YamlReader
{
    /// <summary>Deeper nesting than any real configuration has.</summary>
    public const int MaximumDepth = 64;

    /// <summary>Nodes of one file. The longest legal file has 50,000 redirects, each about six nodes.</summary>
    public const int MaximumNodes = 500_000;

    /// <summary>Up to this size aliases may multiply freely, above it only by <see cref="MaximumGrowth"/>.</summary>
    private const int FreeGrowth = 50_000;
    private const int MaximumGrowth = 4;

    /// <summary>After so many faults of syntax in one file the rest of it is not looked at.</summary>
    private const int MaximumSyntaxFaults = 10;

    /// <summary>How many letters are read again, in all, to find further faults of syntax.</summary>
    private const int MaximumRereading = 4 << 20;

    private readonly SourceText _source;
    private readonly Faults _faults;
    private readonly Parser _parser;
    private readonly Dictionary<string, Node?> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlReader(SourceText source, Faults faults)
    {
        _source = source;
        _faults = faults;
        _parser = new(new Scanner(new StringReader(source.Text), skipComments: true));
    }

    /// <summary>Reads the file's one document.</summary>
    /// <param name="source">The text.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="root">The document, or what is left of it where it is broken; null when the file is empty.</param>
    /// <returns>Whether anything could be read; what could not, the faults tell.</returns>
    public static bool TryRead(SourceText source, Faults faults, out Node? root)
    {
        root = null;
        var attempt = source;
        long reread = 0;
        var tabs = false;
        for (var count = 0; ;)
        {
            try
            {
                root = new YamlReader(attempt, faults).ReadDocument();
                return true;
            }
            catch (RefusedException refused)
            {
                faults.Report(refused.Rule, refused.Place, refused.Message, refused.Hint);
                faults.Partial = true;
                return false;
            }
            catch (YamlException exception)
            {
                var fault = SyntaxFault.Of(attempt, exception);
                if (tabs && fault.Repaired is null)
                {
                    // How far the lines with tabs were to be indented is a guess, so a fault behind them may be none.
                    faults.Partial = true;
                    return false;
                }

                faults.Report(fault.Rule, fault.Place, fault.Message, fault.Hint);
                tabs |= fault.Rule == Rules.TabIndentation;
                reread += attempt.Text.Length;
                // Where the mistake is known, the rest of the file can be read as if it were corrected.
                if (fault.Repaired is { } repaired && reread <= MaximumRereading)
                {
                    attempt = repaired;
                    continue;
                }

                faults.Partial = true;
                if (fault.Rule == Rules.Template || ++count == MaximumSyntaxFaults || reread > MaximumRereading
                    || Remainder.Without(attempt, (int)Math.Min(exception.Start.Line, int.MaxValue)) is not { } remainder)
                    return false;

                attempt = remainder;
            }
        }
    }

    private ParsingEvent Current => _parser.Current!;

    private Node? ReadDocument()
    {
        Advance();
        Advance();
        if (Current is StreamEnd)
            return null;

        Advance();
        var root = ReadNode(0);
        Advance();
        Advance();
        if (Current is DocumentStart another)
            throw new RefusedException(
                Rules.SeveralDocuments, PlaceOf(another.Start), "a second document begins here; a configuration file holds one",
                "remove the line '---', or put the second document into a file of its own");

        return root;
    }

    private void Advance()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (Exception exception) when (exception is not (YamlException or OutOfMemoryException))
        {
            // The library lets some exceptions of the base library through, for instance for escapes outside of Unicode.
            var mark = _parser.Current?.End ?? Mark.Empty;
            throw new SyntaxErrorException(mark, mark, exception.Message);
        }
    }

    private Place PlaceOf(Mark mark) => new(_source.File, (int)mark.Line, (int)mark.Column);

    /// <summary>Reads the node whose first event is current, and leaves its last event current.</summary>
    private Node ReadNode(int depth)
    {
        var place = PlaceOf(Current.Start);
        if (depth > MaximumDepth)
            throw new RefusedException(Rules.TooDeep, place, $"nested more than {MaximumDepth} levels deep", null);

        if (++_nodes > MaximumNodes)
            throw new RefusedException(Rules.TooManyNodes, place, $"the file has more than {MaximumNodes:N0} values", null);

        switch (Current)
        {
            case AnchorAlias alias:
                return Resolve(alias, place);
            case Scalar scalar:
                return Keep(scalar, new ScalarNode(
                    place, scalar.Value, IsPlain(scalar), TagOf(scalar), !scalar.Anchor.IsEmpty));
            case SequenceStart sequence:
                Begin(sequence);
                return Keep(sequence, ReadList(sequence, place, depth));
            case MappingStart mapping:
                Begin(mapping);
                return Keep(mapping, ReadMapping(mapping, place, depth));
            default:
                throw new SyntaxErrorException(Current.Start, Current.End, "a value was expected");
        }
    }

    private ListNode ReadList(SequenceStart start, Place place, int depth)
    {
        List<Node> items = [];
        for (Advance(); Current is not SequenceEnd; Advance())
            items.Add(ReadNode(depth + 1));

        return new(place, items, TagOf(start), !start.Anchor.IsEmpty);
    }

    private MappingNode ReadMapping(MappingStart start, Place place, int depth)
    {
        List<Entry> entries = [];
        Dictionary<string, Place> seen = new(StringComparer.Ordinal);
        List<Node>? merged = null;
        for (Advance(); Current is not MappingEnd; Advance())
        {
            var key = ReadKey(depth);
            Advance();
            var value = ReadNode(depth + 1);
            if (key is null)
                continue;

            if (key is { Text: "<<", Plain: true })
                (merged ??= []).Add(value);
            else if (seen.TryAdd(key.Text, key.Place))
                entries.Add(new(key.Text, key.Place, value));
            else
                _faults.Report(
                    Rules.DuplicateKey, key.Place,
                    $"the key '{key.Text}' stands twice in one mapping; the first one is on line {seen[key.Text].Line}",
                    "keep one of the two");
        }

        foreach (var source in merged ?? [])
            Merge(source, entries, seen);

        return new(place, entries, TagOf(start), !start.Anchor.IsEmpty);
    }

    /// <summary>Reads a key; null, with a fault, when it is not a scalar.</summary>
    private ScalarNode? ReadKey(int depth)
    {
        switch (ReadNode(depth + 1))
        {
            case ScalarNode scalar:
                return scalar;
            case MissingNode:
                return null;
            case var other:
                if (SyntaxFault.IsTemplate(_source.Line(other.Place.Line)))
                    throw new RefusedException(
                        Rules.Template, other.Place,
                        "this is a template, not YAML: '{{' begins a mapping here",
                        "render the template first, or put the text in quotes");

                _faults.Report(
                    Rules.KeyNotText, other.Place, "a key must be a text, not a list or mapping",
                    "text in braces or brackets needs quotes: \"{default}\"");
                return null;
        }
    }

    private void Merge(Node source, List<Entry> entries, Dictionary<string, Place> seen)
    {
        switch (source)
        {
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    // What stands in the mapping itself wins, then what is merged first.
                    if (seen.TryAdd(entry.Key, entry.Place))
                        entries.Add(entry);
                }

                break;
            case MissingNode:
                break;
            case ListNode list when list.Items.All(item => item is MappingNode or MissingNode):
                foreach (var item in list.Items)
                    Merge(item, entries, seen);

                break;
            default:
                _faults.Report(
                    Rules.MergeNotMapping, source.Place, "'<<' merges a mapping, or a list of mappings, and this is neither",
                    "write '<<: *anchor' with an anchor that stands at a mapping");
                break;
        }
    }

    private Node Resolve(AnchorAlias alias, Place place)
    {
        var name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out var target))
            _faults.Report(
                Rules.UnknownAlias, place, _faults.IsFull ? "" : $"there is no anchor '&{name}' above this alias",
                _faults.IsFull ? null : Spelling.Hint(name, _anchors.Keys) ?? "anchors work within one file; a text that begins with '*' needs quotes");
        else if (target is null)
            _faults.Report(Rules.RecursiveAlias, place, $"the alias '*{name}' stands within its own anchor");

        return target ?? new MissingNode(place);
    }

    private void Begin(NodeEvent start)
    {
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = null;
    }

    private T Keep<T>(NodeEvent start, T node) where T : Node
    {
        if (node.Size > FreeGrowth && node.Size > MaximumGrowth * (long)_nodes)
            throw new RefusedException(
                Rules.AliasesGrow, node.Place, $"aliases make this value grow to more than {FreeGrowth:N0} values", null);

        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node;

        return node;
    }

    private static bool IsPlain(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;

    /// <summary>The tag as it was written; none for YAML's own types, which <see cref="IsPlain"/> has looked at.</summary>
    private static string? TagOf(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
            return null;

        var tag = node.Tag.Value;
        return tag.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal) ? null : tag;
    }
}
