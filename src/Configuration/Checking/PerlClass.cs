using System.Globalization;
using System.Text;

namespace Sundog.Configuration;

/// <summary>A class of letters in brackets, translated from PCRE's into that of .NET.</summary>
/// <param name="pattern">The expression.</param>
/// <param name="start">Where its '[' stands.</param>
internal sealed class PerlClass(string pattern, int start)
{
    /// <summary>What <c>[:alpha:]</c> and its kin stand for.</summary>
    private static readonly Dictionary<string, string> _named = new(StringComparer.Ordinal)
    {
        ["alpha"] = "a-zA-Z",
        ["digit"] = "0-9",
        ["alnum"] = "a-zA-Z0-9",
        ["upper"] = "A-Z",
        ["lower"] = "a-z",
        ["space"] = @"\s",
        ["blank"] = @" \t",
        ["word"] = @"\w",
        ["xdigit"] = "0-9A-Fa-f",
        ["cntrl"] = @"\x00-\x1f\x7f",
        ["graph"] = "!-~",
        ["print"] = " -~",
        ["punct"] = @"!-/:-@\[-`{-~",
    };

    private readonly StringBuilder _text = new("[");
    private int _at = start + 1;

    public string Text => _text.ToString();

    /// <summary>Whether only .NET itself can say if it takes it.</summary>
    public bool Unusual { get; private set; }

    /// <summary>Where the expression goes on.</summary>
    public int End => _at;

    public PerlFault? Run()
    {
        if (At('^'))
            Copy(1);

        // Directly behind the opening one, a closing bracket is a letter.
        if (At(']'))
            Add("\\]", 1);

        while (_at < pattern.Length)
        {
            if (At(']'))
            {
                Copy(1);
                return null;
            }

            if (pattern.AsSpan(_at).StartsWith("[:") && pattern.IndexOf(":]", _at, StringComparison.Ordinal) is >= 0 and var end)
            {
                if (!_named.TryGetValue(pattern[(_at + 2)..end], out var letters))
                    return new(IsPerl: true, $"the local router does not know '{pattern[_at..(end + 2)]}'");

                Add(letters, end + 2 - _at);
                Literal();
                continue;
            }

            if (One() is { } fault)
                return fault;
        }

        return new(IsPerl: false, "a '[' is not closed");
    }

    private bool At(char letter) => _at < pattern.Length && pattern[_at] == letter;

    private void Copy(int length) => Add(pattern.Substring(_at, length), length);

    private void Add(string text, int length)
    {
        _text.Append(text);
        _at += length;
    }

    /// <summary>Behind a whole class a '-' is a letter, where .NET sees a range without an end.</summary>
    private void Literal()
    {
        if (At('-'))
            Add("\\-", 1);
    }

    private PerlFault? One()
    {
        var first = Letter(out var isClass);
        if (isClass)
        {
            Literal();
            return null;
        }

        if (_at >= pattern.Length)
            return first is null ? new(IsPerl: false, "a backslash stands at the end") : null;

        if (!At('-') || _at + 1 >= pattern.Length || pattern[_at + 1] == ']')
            return null;

        _at++;
        var mark = _text.Length;
        if (pattern.AsSpan(_at).StartsWith("[:"))
        {
            _text.Append("\\-");
            return null;
        }

        var last = Letter(out isClass);
        _text.Insert(mark, isClass ? "\\-" : "-");
        return first > last && !isClass ? new(IsPerl: false, "a range of letters runs backwards") : null;
    }

    /// <summary>Copies one letter or escape.</summary>
    /// <param name="isClass">Whether it stands for several letters.</param>
    /// <returns>The letter where it is known.</returns>
    private char? Letter(out bool isClass)
    {
        isClass = false;
        if (!At('\\'))
        {
            var letter = pattern[_at];
            Add(letter == '[' ? "\\[" : letter.ToString(), 1);
            return letter;
        }

        if (_at + 1 >= pattern.Length)
        {
            _at++;
            return null;
        }

        var escaped = pattern[_at + 1];
        Unusual |= char.IsAsciiLetterOrDigit(escaped) && !"wWdDsSnrtfhv".Contains(escaped);
        isClass = "dDwWsShHvVpPRNX".Contains(escaped);
        switch (escaped)
        {
            case 'h':
                Add(@" \t\xa0", 2);
                break;
            case 'v':
                Add(@"\n\x0b\f\r\x85", 2);
                break;
            case 'p' or 'P' when _at + 2 < pattern.Length && pattern[_at + 2] != '{':
                Add($"\\{escaped}{{{pattern[_at + 2]}}}", 3);
                break;
            case 'p' or 'P' when pattern.IndexOf('}', _at) is > 0 and var end:
                Copy(end + 1 - _at);
                break;
            case 'x' when pattern.AsSpan(_at).StartsWith(@"\x{") && pattern.IndexOf('}', _at) is > 0 and var close
                && int.TryParse(pattern.AsSpan(_at + 3, close - _at - 3), NumberStyles.HexNumber, null, out var code) && code <= 0xffff:
                Add($"\\u{code:x4}", close + 1 - _at);
                return (char)code;
            case 'x':
                // Two digits are .NET's form; with fewer PCRE reads those there are.
                var digits = pattern.Skip(_at + 2).Take(2).TakeWhile(char.IsAsciiHexDigit).Count();
                Add($"\\x{pattern.Substring(_at + 2, digits).PadLeft(2, '0')}", 2 + digits);
                break;
            case var other when !char.IsAsciiLetterOrDigit(other):
                Add(other is '_' ? "_" : $"\\{other}", 2);
                return other;
            default:
                Copy(2);
                break;
        }

        return null;
    }
}
