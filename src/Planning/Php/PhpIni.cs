using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>Settings in the language of <c>php.ini</c>.</summary>
internal static partial class PhpIni
{
    /// <summary>A line for each setting. What is no name of a setting is left out.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, Value>> settings) => string.Concat(
        settings.Where(setting => Name().IsMatch(setting.Key)).Select(setting => $"{setting.Key} = {Written(setting.Value)}\n"));

    // Words, numbers and expressions such as `E_ALL & ~E_NOTICE` mean something only without quotes.
    private static string Written(Value value) => value switch
    {
        Value.Boolean(var truth) => truth ? "On" : "Off",
        Value.Number(var digits) => digits,
        Value.Text(var text) when Plain().IsMatch(text) => text,
        Value.Text(var text) => $"\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal)}\"",
        _ => "",
    };

    [GeneratedRegex(@"^[A-Za-z0-9_.-]+\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[\w./:, &|~+*@-]*\z")]
    private static partial Regex Plain();
}
