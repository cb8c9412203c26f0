namespace Sundog.Configuration;

/// <summary>Pieces of the user's text in messages.</summary>
internal static class Quote
{
    private const int Longest = 60;

    /// <summary>The beginning of a text, on one line.</summary>
    public static string Short(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        var cut = end >= 0 || line.Length > Longest;
        line = end >= 0 ? line[..end] : line;
        return cut ? string.Concat(line[..Math.Min(line.Length, Longest)].TrimEnd(), "...") : line.ToString();
    }

    /// <summary>What kind of value a node is, in words.</summary>
    public static string Kind(Node node) => node.Kind switch
    {
        Kinds.Null => "empty",
        Kinds.Truth => $"the truth value {((ScalarNode)node).Text}",
        Kinds.Number => $"the number {Short(((ScalarNode)node).Text)}",
        Kinds.Text => $"the text '{Short(((ScalarNode)node).Text)}'",
        Kinds.List => "a list",
        Kinds.Archive => "a directory",
        _ => "a mapping",
    };
}
