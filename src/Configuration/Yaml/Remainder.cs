namespace Sundog.Configuration;

/// <summary>What of a broken file can still be looked at: all but the entry that the fault stands in, one of those directly below a key
/// at the top (an application, a service, a route), or that whole key.</summary>
internal static class Remainder
{
    /// <summary>The text with the broken entry blanked and all other lines where they were; null when nothing would be left, or when a
    /// line at the top is no key: then it is not known what belongs to what.</summary>
    public static SourceText? Without(SourceText source, int line)
    {
        if (!Enumerable.Range(1, source.LineCount).All(number => Indentation(source, number) != 0 || source.Line(number).Contains(':')))
            return null;

        line = Math.Clamp(line, 1, source.LineCount);
        while (line > 1 && Indentation(source, line) is null)
            line--;

        var top = Upwards(source, line, 0);
        if (top is null)
            return null;

        // A line with nothing below it is no part of a configuration, and neither, most likely, are the others.
        if (Below(source, top.Value) is not { } indentation)
            return null;

        return Upwards(source, line, indentation) is { } entry && entry > top
            ? Blanked(source, entry, Downwards(source, line, indentation))
            : Blanked(source, top.Value, Downwards(source, line, 0));
    }

    /// <summary>How far a line is indented; null for one that says nothing.</summary>
    private static int? Indentation(SourceText source, int number)
    {
        var line = source.Line(number);
        var text = line.TrimStart(" \t");
        return text.Length == 0 || text[0] == '#' ? null : line.Length - text.Length;
    }

    /// <summary>The nearest line at or above that is indented no further.</summary>
    private static int? Upwards(SourceText source, int line, int indentation)
    {
        for (; line >= 1; line--)
        {
            if (Indentation(source, line) <= indentation)
                return line;
        }

        return null;
    }

    /// <summary>The next line that is indented no further, or the one behind the last.</summary>
    private static int Downwards(SourceText source, int line, int indentation)
    {
        for (line++; line <= source.LineCount; line++)
        {
            if (Indentation(source, line) <= indentation)
                return line;
        }

        return line;
    }

    /// <summary>The indentation of the entries of the key at a line; null when it has none.</summary>
    private static int? Below(SourceText source, int top)
    {
        for (var line = top + 1; line <= source.LineCount; line++)
        {
            if (Indentation(source, line) is { } indentation)
                return indentation > 0 ? indentation : null;
        }

        return null;
    }

    private static SourceText? Blanked(SourceText source, int first, int end)
    {
        var start = source.OffsetOf(first);
        var stop = end > source.LineCount ? source.Text.Length : source.OffsetOf(end);
        var text = string.Concat(source.Text.AsSpan(0, start), new string('\n', end - first), source.Text.AsSpan(stop));
        return string.IsNullOrWhiteSpace(text) ? null : new(source.File, text);
    }
}
