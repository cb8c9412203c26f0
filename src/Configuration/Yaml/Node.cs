namespace Sundog.Configuration;

/// <summary>What kind of value a node holds; shapes say which kinds they take.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    Null = 1,
    Truth = 2,
    Number = 4,
    Text = 8,
    List = 16,
    Mapping = 32,
    Archive = 64,
    Scalar = Truth | Number | Text,
    Any = Null | Scalar | List | Mapping | Archive,
}

/// <summary>A piece of a YAML document and where it stands. An alias is the same node again, so documents are not trees
/// but graphs without cycles; <see cref="Size"/> says how large a node is when every alias is written out.</summary>
internal abstract class Node(Place place, string? tag, bool anchored)
{
    public Place Place { get; } = place;

    /// <summary>The tag as written (<c>!include</c>); null when there is none or when it is one of YAML's own.</summary>
    public string? Tag { get; } = tag;

    /// <summary>Whether an anchor stands at the node.</summary>
    public bool Anchored { get; } = anchored;

    /// <summary>The number of nodes in it, itself included, with every alias counted as its target.</summary>
    public long Size { get; protected init; } = 1;

    /// <summary>Whether it, or anything in it, has a tag.</summary>
    public bool HasTags { get; protected init; } = tag is not null;

    public abstract Kinds Kind { get; }

    public bool IsNull => Kind == Kinds.Null;
}

/// <summary>A list.</summary>
internal sealed class ListNode : Node
{
    public ListNode(Place place, IReadOnlyList<Node> items, string? tag = null, bool anchored = false) : base(place, tag, anchored)
    {
        Items = items;
        foreach (var item in items)
        {
            Size += item.Size;
            HasTags |= item.HasTags;
        }
    }

    public IReadOnlyList<Node> Items { get; }

    public override Kinds Kind => Kinds.List;
}

/// <summary>A directory that <c>!archive</c> names.</summary>
internal sealed class ArchiveNode(Place place, string directory) : Node(place, null, false)
{
    /// <summary>Relative to the repository.</summary>
    public string Directory { get; } = directory;

    public override Kinds Kind => Kinds.Archive;
}

/// <summary>Something that was to be included and is not there, which was reported: it fits everywhere and says nothing.</summary>
internal sealed class MissingNode(Place place) : Node(place, null, false)
{
    public override Kinds Kind => Kinds.None;
}

/// <summary>One key of a mapping and its value.</summary>
internal readonly record struct Entry(string Key, Place Place, Node Value);

/// <summary>A mapping, in the order of the file.</summary>
internal sealed class MappingNode : Node
{
    private readonly Dictionary<string, int>? _index;

    public MappingNode(Place place, IReadOnlyList<Entry> entries, string? tag = null, bool anchored = false) : base(place, tag, anchored)
    {
        Entries = entries;
        foreach (var entry in entries)
        {
            Size += 1 + entry.Value.Size;
            HasTags |= entry.Value.HasTags;
        }

        if (entries.Count > 12)
        {
            _index = new(entries.Count, StringComparer.Ordinal);
            for (var i = 0; i < entries.Count; i++)
                _index.TryAdd(entries[i].Key, i);
        }
    }

    public IReadOnlyList<Entry> Entries { get; }

    public override Kinds Kind => Kinds.Mapping;

    /// <summary>The entry of a key, or null.</summary>
    public Entry? Find(string key)
    {
        if (_index is not null)
            return _index.TryGetValue(key, out var position) ? Entries[position] : null;

        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
                return entry;
        }

        return null;
    }

    /// <summary>The value of a key; null when the key is absent or has no value.</summary>
    public Node? this[string key] => Find(key)?.Value is { IsNull: false } value ? value : null;

    /// <summary>A copy with other entries, at the same place.</summary>
    public MappingNode With(IReadOnlyList<Entry> entries) => new(Place, entries, Tag, Anchored);
}
