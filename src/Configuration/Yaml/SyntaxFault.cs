using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Sundog.Configuration;

/// <summary>What is behind a text that is not YAML. The usual mistakes are told in words that help, and those with one obvious
/// correction are corrected, so that the rest of the file can still be looked at.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Place">Where.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to write.</param>
/// <param name="Repaired">The text with the mistake corrected, its lines where they were; null when nobody can tell.</param>
internal sealed partial record SyntaxFault(Rule Rule, Place Place, string Message, string Hint, SourceText? Repaired)
{
    public static SyntaxFault Of(SourceText source, YamlException exception)
    {
        var place = new Place(source.File, (int)exception.Start.Line, (int)exception.Start.Column);
        return Template(source, place.Line)
            ?? Backslash(source)
            ?? Tab(source, place.Line, exception.Message)
            ?? BehindQuote(source, place)
            ?? Usual(source, place, exception.Message);
    }

    /// <summary>The library's commonest messages, in words for people who do not write parsers.</summary>
    private static readonly (string Part, string Message, string Hint)[] _usual =
    [
        ("quoted scalar, found unexpected end", "the quotes that begin here are never closed", "close them"),
        ("document start", "this line belongs to nothing above it", "a key needs a ':', and what belongs to it stands below it, indented"),
        ("document end", "this line belongs to nothing above it", "a key needs a ':', and what belongs to it stands below it, indented"),
        ("did not find expected key", "a key was expected here", "compare the indentation with the lines above; a script needs '|' behind its key"),
        ("could not find expected ':'", "a ':' is missing here", "write 'key: value'; a script needs '|' behind its key"),
        ("invalid mapping", "a ': ' stands within a text", "put the text in quotes, or compare the indentation with the lines above"),
        ("mapping values are not allowed", "a ': ' stands within a text", "put the text in quotes, or compare the indentation with the lines above"),
        ("node content", "a value was expected here", "a text that begins with a sign such as ']', '}', '%' or '@' needs quotes"),
        ("state of the object", "what is in brackets or braces is not closed, or lacks a ','", "close it, or write ',' between its items"),
        ("did not find expected ','", "what is in brackets or braces is not closed, or lacks a ','", "close it, or write ',' between its items"),
    ];

    private static SyntaxFault Usual(SourceText source, Place place, string message)
    {
        var known = Array.Find(_usual, usual => message.Contains(usual.Part, StringComparison.OrdinalIgnoreCase));
        return known.Message is null
            ? new(Rules.Syntax, place, $"this is not YAML: {Sentence(message)}", Advice(source, place), null)
            : new(Rules.Syntax, place, $"this is not YAML: {known.Message}", KeyNeedsSpace(source, place) ?? known.Hint, null);
    }

    /// <summary>Whether a line is written in a template language (<c>{{ .Name }}</c>, <c>{% if %}</c>).</summary>
    public static bool IsTemplate(ReadOnlySpan<char> line) => TemplatePattern().IsMatch(line);

    private static SyntaxFault? Template(SourceText source, int failed)
    {
        for (var number = 1; number <= source.LineCount; number++)
        {
            // Far from the failure a template may be a part of some script, unless it is a line of its own.
            var line = source.Line(number);
            foreach (var match in TemplatePattern().EnumerateMatches(line))
            {
                if (Math.Abs(number - failed) <= 1 || line[..match.Index].IsWhiteSpace())
                    return new(
                        Rules.Template, new(source.File, number, match.Index + 1), "this is a template, not YAML",
                        "render the template first and give Sundog the result", null);
            }
        }

        return null;
    }

    /// <summary><c>root: "\"</c>: a Windows path separator that escapes the closing quote.</summary>
    private static SyntaxFault? Backslash(SourceText source)
    {
        var match = BackslashPattern().Match(source.Text);
        if (!match.Success)
            return null;

        var key = match.Groups["key"].Value;
        var quoted = match.Groups["value"];
        return new(
            Rules.LoneBackslash, source.PlaceOf(quoted.Index),
            $"the backslash in '{key}: \"\\\"' escapes the closing quote, so the text never ends",
            $"write {key}: \"/\"",
            new(source.File, string.Concat(source.Text.AsSpan(0, quoted.Index), "\"/\"", source.Text.AsSpan(quoted.Index + quoted.Length))));
    }

    private static SyntaxFault? Tab(SourceText source, int line, string message)
    {
        // The scanner complains where the tab stands, a line later, or where the mapping began.
        var anywhere = message.Contains("tab", StringComparison.OrdinalIgnoreCase);
        for (var number = Math.Max(1, line - 1); number <= (anywhere ? source.LineCount : Math.Min(line, source.LineCount)); number++)
        {
            var text = source.Line(number);
            var indentation = text[..^text.TrimStart().Length];
            var tab = indentation.IndexOf('\t');
            if (tab < 0)
                continue;

            return new(
                Rules.TabIndentation, new(source.File, number, tab + 1), "a tab cannot indent YAML", "indent with spaces",
                WithoutTabs(source));
        }

        return null;
    }

    /// <summary>A quote that is left open is noticed at the end of the file, or at the next quote; the fault is where it begins.</summary>
    private static SyntaxFault? BehindQuote(SourceText source, Place place)
    {
        if (place.Line > source.LineCount || place.Column < 1)
            return null;

        for (var number = Math.Min(place.Line, source.LineCount); number >= Math.Max(1, place.Line - 1); number--)
        {
            var line = source.Line(number);
            var match = CurlyQuote().Match(line.ToString());
            if (match.Success)
                return new(
                    Rules.CurlyQuotes, new(source.File, number, match.Index + 1), "typographic quotes do not quote anything in YAML",
                    "write the straight quotes ' or \"", null);
        }

        return null;
    }

    private static string Advice(SourceText source, Place place) =>
        KeyNeedsSpace(source, place)
        ?? "compare the indentation with the lines above; a text with ': ', '#', quotes, '*', '&', '{' or '[' in it needs quotes";

    private static string? KeyNeedsSpace(SourceText source, Place place) =>
        KeyWithoutSpace().IsMatch(source.Line(place.Line)) || KeyWithoutSpace().IsMatch(source.Line(place.Line - 1))
            ? "a key needs ': ' with a space behind it"
            : null;

    /// <summary>The library's message as the end of a sentence, without its own places.</summary>
    private static string Sentence(string message)
    {
        var text = Places().Replace(message, "").Trim().TrimEnd('.');
        return text.Length == 0 ? "it cannot be parsed" : char.ToLowerInvariant(text[0]) + text[1..];
    }

    /// <summary>All at once, for where there is one tab there are many.</summary>
    private static SourceText WithoutTabs(SourceText source) => new(
        source.File, Indented().Replace(source.Text, match => match.Value.Replace("\t", "  ", StringComparison.Ordinal)));

    [GeneratedRegex(@"\{\{-?\s*[\.\$\w(/].*\}\}|\{%.*%\}|<%.*%>", RegexOptions.CultureInvariant)]
    private static partial Regex TemplatePattern();

    [GeneratedRegex(@"^[ \t-]*(?<key>[\w./-]+):[ \t]*(?<value>""\\"")[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex BackslashPattern();

    [GeneratedRegex(@"^ *\t[ \t]*", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Indented();

    [GeneratedRegex("[\u201c\u201d\u201e\u2018\u2019]", RegexOptions.CultureInvariant)]
    private static partial Regex CurlyQuote();

    [GeneratedRegex(@"^\s*[\w-]+:[^\s/:][^:]*$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyWithoutSpace();

    [GeneratedRegex(@"^\(Line: .*?\): |\(Lin?e: \d+, Col: \d+, Idx: \d+\)( - \(Lin?e: \d+, Col: \d+, Idx: \d+\))?:?", RegexOptions.CultureInvariant)]
    private static partial Regex Places();
}
