namespace Sundog.Configuration;

/// <summary>Reads <c>stack</c> in all its forms: a mapping of runtimes and packages, and the older list or text, in which a runtime has a version.</summary>
internal static class StackReader
{
    public static Stack? Read(Node? node) => node switch
    {
        MappingNode mapping => new(new(Items(mapping["runtimes"])), Items(mapping["packages"]).Select(item => item.Key).ToSequence()),
        ListNode or ScalarNode { IsNull: false } => Sort([.. Items(node)]),
        _ => null,
    };

    private static Stack Sort(List<KeyValuePair<string, Value>> items) => new(
        new(items.Where(IsRuntime)),
        items.Where(item => !IsRuntime(item)).Select(item => item.Key).ToSequence());

    private static bool IsRuntime(KeyValuePair<string, Value> item) => item.Key.Contains('@', StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, Value>> Items(Node? node)
    {
        switch (node)
        {
            case ScalarNode { IsNull: false } text:
                yield return new(text.Text, Value.Null.Instance);
                break;
            case MappingNode mapping when mapping.Text("package") is { } package:
                yield return new(package, mapping.ToValue());
                break;
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                    yield return new(entry.Key, entry.Value.ToValue());

                break;
            case ListNode list:
                foreach (var item in list.Items.SelectMany(Items))
                    yield return item;

                break;
        }
    }
}
