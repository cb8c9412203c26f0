namespace Sundog.Configuration;

/// <summary>The text of one file, kept for quoting its lines.</summary>
/// <param name="file">Path relative to the repository.</param>
/// <param name="text">The decoded text.</param>
public sealed class SourceText(string file, string text)
{
    private int[]? _starts;

    /// <summary>Path relative to the repository.</summary>
    public string File => file;

    /// <summary>The decoded text.</summary>
    public string Text => text;

    /// <summary>How many lines it has.</summary>
    public int LineCount => Starts.Length;

    private int[] Starts => _starts ??= FindStarts(text);

    /// <summary>A line without its end; empty when there is no such line.</summary>
    /// <param name="number">Counted from 1.</param>
    public ReadOnlySpan<char> Line(int number)
    {
        if (number < 1 || number > Starts.Length)
            return default;

        var line = text.AsSpan(Starts[number - 1]);
        var end = line.IndexOfAny('\r', '\n');
        return end < 0 ? line : line[..end];
    }

    /// <summary>Where a line begins in the text.</summary>
    internal int OffsetOf(int line) => Starts[line - 1];

    /// <summary>The place of a character.</summary>
    internal Place PlaceOf(int offset)
    {
        var line = Array.BinarySearch(Starts, offset);
        line = line < 0 ? ~line - 1 : line;
        return new(file, line + 1, offset - Starts[line] + 1);
    }

    private static int[] FindStarts(string text)
    {
        List<int> starts = [0];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                starts.Add(i + 1);
        }

        return [.. starts];
    }
}
