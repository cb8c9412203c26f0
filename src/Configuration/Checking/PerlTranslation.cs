using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sundog.Configuration;

/// <summary>One pass over an expression, from left to right.</summary>
internal sealed class PerlTranslation(string pattern)
{
    private readonly StringBuilder _text = new();
    private readonly Stack<int> _groups = new();
    private int _at;
    private int _captures;

    /// <summary>Where the item before begins in the translation, to which a quantifier belongs; negative when there is none.</summary>
    private int _item = -1;
    private bool _quantified;

    public string Text => _text.ToString();

    /// <summary>Whether it has forms of which only .NET itself can say if it takes them. Trying it costs more than all the rest.</summary>
    public bool Unusual { get; private set; }

    /// <summary>Translates the whole; null when it succeeded.</summary>
    public PerlFault? Run()
    {
        while (_at < pattern.Length)
        {
            if (Next() is { } fault)
                return fault;
        }

        return _groups.Count > 0 ? Wrong("a '(' is not closed") : null;
    }

    private static PerlFault Wrong(string message) => new(IsPerl: false, message);

    private static PerlFault Unknown(string what) => new(IsPerl: true, $"the local router does not know {what}");

    private ReadOnlySpan<char> Rest => pattern.AsSpan(_at);

    private PerlFault? Next()
    {
        switch (pattern[_at])
        {
            case '\\':
                return Escape();
            case '[':
                return Class();
            case '(':
                return Open();
            case ')':
                return Close();
            case '|':
                Copy(1);
                _item = -1;
                return null;
            case '*' or '+' or '?':
                return Quantify(1);
            case '{' when Counted() is > 0 and var length:
                return Quantify(length);
            default:
                return Item(1);
        }
    }

    private void Copy(int length)
    {
        _text.Append(pattern, _at, length);
        _at += length;
    }

    private PerlFault? Item(int length) => Item(pattern.Substring(_at, length), length);

    private PerlFault? Item(string translated, int length)
    {
        _item = _text.Length;
        _quantified = false;
        _text.Append(translated);
        _at += length;
        return null;
    }

    /// <summary>The length of <c>{2}</c>, <c>{2,}</c> or <c>{2,5}</c>; 0 for a brace that is only a brace.</summary>
    private int Counted()
    {
        var end = Rest.IndexOf('}');
        if (end < 2 || !char.IsAsciiDigit(Rest[1]))
            return 0;

        var inner = Rest[1..end];
        var comma = inner.IndexOf(',');
        var digits = comma < 0 ? inner : inner[..comma];
        return digits.IndexOfAnyExceptInRange('0', '9') < 0 && (comma < 0 || inner[(comma + 1)..].IndexOfAnyExceptInRange('0', '9') < 0)
            ? end + 1
            : 0;
    }

    private PerlFault? Quantify(int length)
    {
        if (_item < 0)
            return Wrong($"there is nothing that '{Rest[..length]}' could repeat");

        if (Rest[0] == '{' && Rest[1..(length - 1)] is var inner && inner.IndexOf(',') is > 0 and var comma
            && int.TryParse(inner[..comma], out var least) && int.TryParse(inner[(comma + 1)..], out var most) && least > most)
            return Wrong($"'{Rest[..length]}' counts downwards");

        // The repetition of a repetition is legal in PCRE.
        if (_quantified)
            _text.Insert(_item, "(?:").Append(')');

        Copy(length);
        _quantified = true;
        if (Rest.StartsWith("?"))
        {
            Copy(1);
        }
        else if (Rest.StartsWith("+"))
        {
            _at++;
            _text.Insert(_item, "(?>").Append(')');
            _quantified = false;
        }

        return null;
    }

    private PerlFault? Open()
    {
        if (Rest.StartsWith("(*"))
            return Unknown("verbs such as '(*UTF8)'");

        if (Rest.StartsWith("(?#"))
        {
            var end = Rest.IndexOf(')');
            if (end < 0)
                return Wrong("a '(' is not closed");

            _at += end + 1;
            return null;
        }

        if (!Rest.StartsWith("(?"))
        {
            _captures++;
            return Group(1, "(");
        }

        Unusual = true;
        var kind = Rest[2..];
        foreach (var start in (string[])["P>", "R)", "&", "|", "C"])
        {
            if (kind.StartsWith(start))
                return Unknown(start == "|" ? "'(?|'" : "recursion and callouts");
        }

        if (kind.StartsWith("P="))
            return Reference(4, ')');

        if (kind.Length > 0 && (char.IsAsciiDigit(kind[0]) || (kind.Length > 1 && kind[0] is '+' or '-' && char.IsAsciiDigit(kind[1]))))
            return Unknown("recursion");

        if (kind.StartsWith("P<") || kind.StartsWith("'") || (kind.StartsWith("<") && !kind.StartsWith("<=") && !kind.StartsWith("<!")))
        {
            _captures++;
            return kind[0] == 'P' ? Group(4, "(?<") : Group(3, string.Concat("(?", kind[..1]));
        }

        foreach (var start in (string[])[":", "=", "!", ">", "<=", "<!"])
        {
            if (kind.StartsWith(start))
                return Group(2 + start.Length, "(?" + start);
        }

        return Options(kind);
    }

    private PerlFault? Options(ReadOnlySpan<char> kind)
    {
        var end = kind.IndexOfAny(")(:");
        if (end < 0)
            return Wrong("a '(' is not closed");

        var letters = kind[..end];
        if (kind[end] == '(' || letters.ToString().Any(letter => !"imsx-n".Contains(letter)))
            return Unknown($"'(?{kind[..(end + 1)]}'");

        // Comments of that kind may hold anything; their text is taken as it stands.
        if (letters.Contains('x'))
        {
            _text.Append(Rest);
            _at = pattern.Length;
            _groups.Clear();
            return null;
        }

        if (kind[end] == ':')
            return Group(3 + end, string.Concat("(?", letters, ":"));

        Copy(3 + end);
        _item = -1;
        return null;
    }

    private PerlFault? Group(int length, string translated)
    {
        _groups.Push(_text.Length);
        _text.Append(translated);
        _at += length;
        _item = -1;
        return null;
    }

    private PerlFault? Close()
    {
        if (!_groups.TryPop(out var start))
            return Wrong("a ')' closes nothing");

        Copy(1);
        _item = start;
        _quantified = false;
        return null;
    }

    /// <summary>A reference to a group by its name, which begins so many letters further.</summary>
    private PerlFault? Reference(int skipped, char end)
    {
        var length = Rest[Math.Min(skipped, Rest.Length)..].IndexOf(end);
        return length <= 0
            ? Wrong("the name of a reference is not closed")
            : Item($"\\k<{Rest.Slice(skipped, length)}>", skipped + length + 1);
    }

    private PerlFault? Escape()
    {
        if (Rest.Length < 2)
            return Wrong("a backslash stands at the end");

        Unusual |= char.IsAsciiLetterOrDigit(Rest[1]) && !"wWdDsSbBAzZnrtfhH".Contains(Rest[1]);
        switch (Rest[1])
        {
            case 'h':
                return Item(@"[ \t\xa0]", 2);
            case 'H':
                return Item(@"[^ \t\xa0]", 2);
            case 'v':
                return Item(@"[\n\x0b\f\r\x85]", 2);
            case 'V':
                return Item(@"[^\n\x0b\f\r\x85]", 2);
            case 'N':
                return Item(@"[^\n]", 2);
            case 'R':
                return Item(@"(?:\r\n|[\n\x0b\f\r\x85])", 2);
            case 'K' or 'X' or 'C' or 'o':
                return Unknown($"'\\{Rest[1]}'");
            case 'Q':
                var end = Rest.IndexOf(@"\E");
                foreach (var letter in end < 0 ? Rest[2..] : Rest[2..end])
                    Item(Regex.Escape(letter.ToString()), 0);

                _at = end < 0 ? pattern.Length : _at + end + 2;
                return null;
            case 'E':
                _at += 2;
                return null;
            case 'k' when Rest.Length > 2 && Rest[2] is '{' or '<' or '\'':
                return Reference(3, Rest[2] switch { '{' => '}', '<' => '>', _ => '\'' });
            case 'g':
                return Numbered();
            case 'x' when Rest.StartsWith(@"\x{"):
                return Hexadecimal();
            case 'p' or 'P' when Rest.Length > 2 && char.IsAsciiLetter(Rest[2]):
                return Item($"\\{Rest[1]}{{{Rest[2]}}}", 3);
            case 'p' or 'P' when Rest.StartsWith(@"\p{^") && Rest.IndexOf('}') is > 0 and var close:
                return Item($"\\P{{{Rest[4..close]}}}", close + 1);
            case 'c' or 'p' or 'P':
                return Item(Rest[1] == 'c' ? Math.Min(3, Rest.Length) : Math.Max(2, Rest.IndexOf('}') + 1));
            case var letter when char.IsAsciiLetterOrDigit(letter) && !"aAbBdDefGnrsStuUwWxzZ".Contains(letter) && !char.IsAsciiDigit(letter):
            case '_':
                return Item(Rest[1].ToString(), 2);
            default:
                return Item(2);
        }
    }

    private PerlFault? Numbered()
    {
        if (Rest.StartsWith(@"\g<") || Rest.StartsWith(@"\g'"))
            return Unknown("recursion");

        var braced = Rest.StartsWith(@"\g{");
        var end = braced ? Rest.IndexOf('}') : Rest.Length - Rest[2..].TrimStart("-0123456789").Length;
        if (end < 3)
            return Wrong(@"'\g' needs a number or a name");

        var name = Rest[(braced ? 3 : 2)..end];
        if (!int.TryParse(name, out var number))
            return Item($"\\k<{name}>", end + 1);

        return Item($"\\k<{(number < 0 ? _captures + 1 + number : number)}>", braced ? end + 1 : end);
    }

    private PerlFault? Hexadecimal()
    {
        var end = Rest.IndexOf('}');
        if (end < 0 || !int.TryParse(Rest[3..end], NumberStyles.HexNumber, null, out var code) || code > 0xffff)
            return Unknown(@"such a '\x{...}'");

        return Item($"\\u{code:x4}", end + 1);
    }

    private PerlFault? Class()
    {
        var scan = new PerlClass(pattern, _at);
        var fault = scan.Run();
        Unusual |= scan.Unusual;
        return fault ?? Item(scan.Text, scan.End - _at);
    }
}
