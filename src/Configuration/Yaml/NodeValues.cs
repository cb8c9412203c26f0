namespace Sundog.Configuration;

/// <summary>Nodes as plain values. What is of the wrong kind is as good as absent: the checker has reported it.</summary>
internal static class NodeValues
{
    public static string? Text(this MappingNode? mapping, string key) => mapping?[key] is ScalarNode scalar ? scalar.Text : null;

    public static bool? Truth(this MappingNode? mapping, string key) =>
        mapping?[key] is ScalarNode { Kind: Kinds.Truth } scalar ? scalar.Truth : null;

    public static long? Whole(this MappingNode? mapping, string key) => mapping?[key] is ScalarNode scalar ? scalar.Whole : null;

    public static MappingNode? Mapping(this MappingNode? mapping, string key) => mapping?[key] as MappingNode;

    public static IReadOnlyList<Entry> Entries(this MappingNode? mapping, string key) => mapping.Mapping(key)?.Entries ?? [];

    /// <summary>The texts of a list; null when the key is absent.</summary>
    public static Sequence<string>? Texts(this MappingNode? mapping, string key) =>
        mapping?[key] is ListNode list
            ? list.Items.OfType<ScalarNode>().Where(item => !item.IsNull).Select(item => item.Text).ToSequence()
            : null;

    public static Value ToValue(this Node? node) => node switch
    {
        ScalarNode { Kind: Kinds.Truth } scalar => new Value.Boolean(scalar.Truth),
        ScalarNode { Kind: Kinds.Number } scalar => new Value.Number(scalar.Digits!),
        ScalarNode { Kind: Kinds.Text } scalar => new Value.Text(scalar.Text),
        ListNode list => new Value.List(list.Items.Select(ToValue).ToSequence()),
        MappingNode mapping => new Value.Mapping(mapping.ToValues()),
        ArchiveNode archive => new Value.Archive(archive.Directory),
        _ => Value.Null.Instance,
    };

    public static Map<Value> ToValues(this MappingNode? mapping) =>
        mapping is null ? Map<Value>.Empty : mapping.Entries.ToMap(entry => entry.Key, entry => entry.Value.ToValue());
}
