using System.Globalization;
using System.Text.RegularExpressions;

namespace Sundog.Configuration;

/// <summary>A scalar. Plain ones are read as the platform does, by YAML 1.1: <c>off</c> is false and <c>0755</c> is 493.</summary>
internal sealed partial class ScalarNode : Node
{
    public ScalarNode(Place place, string text, bool plain, string? tag = null, bool anchored = false) : base(place, tag, anchored)
    {
        Text = text;
        Plain = plain;
        (Kind, Digits, Truth) = plain ? Classify(text) : (Kinds.Text, null, false);
    }

    /// <summary>As written, with quotes and escapes resolved.</summary>
    public string Text { get; }

    /// <summary>Whether it is written without quotes and not as a block.</summary>
    public bool Plain { get; }

    public override Kinds Kind { get; }

    /// <summary>The number in JSON's spelling; null when it is none.</summary>
    public string? Digits { get; }

    /// <summary>The truth value, when it is one.</summary>
    public bool Truth { get; }

    /// <summary>The number when it is a whole one that fits.</summary>
    public long? Whole => Digits is not null && long.TryParse(Digits, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether YAML 1.1 makes something of it that its writer may not have meant (<c>off</c>, <c>0755</c>).</summary>
    public bool Surprises =>
        (Kind == Kinds.Truth && !Text.Equals("true", StringComparison.OrdinalIgnoreCase) && !Text.Equals(
            "false", StringComparison.OrdinalIgnoreCase))
        || (Kind == Kinds.Number && Text.Length > 1 && Text[0] == '0' && char.IsAsciiDigit(Text[1]));

    private static (Kinds, string?, bool) Classify(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return (Kinds.Null, null, false);
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return (Kinds.Truth, null, true);
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return (Kinds.Truth, null, false);
        }

        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+' or '.'))
            return (Kinds.Text, null, false);

        return Digitise(text) is { } digits ? (Kinds.Number, digits, false) : (Kinds.Text, null, false);
    }

    private static string? Digitise(string text)
    {
        if (Decimal().IsMatch(text))
            return text.TrimStart('+');

        if (Octal().IsMatch(text))
            return FromRadix(text.Replace("o", "", StringComparison.Ordinal), 8);

        if (Hexadecimal().IsMatch(text))
            return FromRadix(text[2..], 16);

        // A fraction without digits before or after its point is a number in YAML and none in JSON.
        return Fraction().IsMatch(text) ? string.Concat(
            "0", text.TrimStart('+').TrimEnd('.')).Replace("0-", "-0", StringComparison.Ordinal) : null;
    }

    private static string? FromRadix(string digits, int radix)
    {
        try
        {
            return Convert.ToInt64(digits, radix).ToString(CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    [GeneratedRegex("^0o?[0-7]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Octal();

    [GeneratedRegex("^0x[0-9a-fA-F]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^[-+]?\.[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();
}
