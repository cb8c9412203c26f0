using System.Text;

namespace Sundog.Configuration;

/// <summary>The parts of a printed diagnostic that a terminal may colour.</summary>
public enum DiagnosticPart
{
    /// <summary><c>file:line:column:</c></summary>
    Place,

    /// <summary><c>error SUN0123:</c></summary>
    Error,

    /// <summary><c>warning SUN0301:</c></summary>
    Warning,

    /// <summary>The sentence.</summary>
    Message,

    /// <summary>The quoted line.</summary>
    Source,

    /// <summary>The caret below it.</summary>
    Caret,

    /// <summary>What to write instead.</summary>
    Hint,
}

/// <summary>Diagnostics as a compiler prints them: place, code and message, the line quoted with a caret, and what to write instead.</summary>
public static class DiagnosticText
{
    private const int Widest = 160;

    /// <summary>Prints diagnostics.</summary>
    /// <param name="diagnostics">What to print.</param>
    /// <param name="sources">The texts that lines are quoted from.</param>
    /// <param name="paint">Wraps each part in colour; null prints it plain.</param>
    public static string Render(
        IEnumerable<Diagnostic> diagnostics, IReadOnlyDictionary<string, SourceText> sources, Func<DiagnosticPart,
        string, string>? paint = null)
    {
        paint ??= (_, part) => part;
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics)
        {
            var kind = diagnostic.IsError ? (DiagnosticPart.Error, "error") : (DiagnosticPart.Warning, "warning");
            text.Append(paint(DiagnosticPart.Place, $"{diagnostic.Place}:")).Append(' ')
                .Append(paint(kind.Item1, $"{kind.Item2} {diagnostic.Code}:")).Append(' ')
                .Append(paint(DiagnosticPart.Message, diagnostic.Message)).Append('\n');
            if (sources.TryGetValue(diagnostic.Place.File, out var source) && diagnostic.Place.Line > 0)
                AppendQuote(text, source, diagnostic.Place, paint);

            if (diagnostic.Hint is not null)
                text.Append("    ").Append(paint(DiagnosticPart.Hint, diagnostic.Hint)).Append('\n');
        }

        return text.ToString();
    }

    private static void AppendQuote(StringBuilder text, SourceText source, Place place, Func<DiagnosticPart, string, string> paint)
    {
        var line = source.Line(place.Line);
        var column = Math.Clamp(place.Column, 1, line.Length + 1);

        // A tab is one column wide, here as in the place; a line of a minified file is shown around its fault.
        var start = column > Widest / 2 && line.Length > Widest ? column - (Widest / 2) : 0;
        var shown = line[start..Math.Min(line.Length, start + Widest)].ToString().Replace('\t', ' ');
        var number = $"{place.Line,5} | ";
        text.Append(number).Append(paint(DiagnosticPart.Source, Printable(shown).TrimEnd())).Append('\n')
            .Append("      | ").Append(' ', column - 1 - start).Append(paint(DiagnosticPart.Caret, "^")).Append('\n');
    }

    /// <summary>Control characters could steer a terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '\ufffd' : letter));
}
