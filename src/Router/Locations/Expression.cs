using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>The expressions of the file, which are PCRE's.</summary>
internal static class Expression
{
    /// <summary>Compiles an expression.</summary>
    /// <exception cref="RoutingException">It is none.</exception>
    public static Regex Compile(string pattern, string where)
    {
        var translated = PerlExpression.Translate(pattern, out var fault)
            ?? throw new RoutingException(fault!.IsPerl
                ? $"{where}: '{pattern}' is a regular expression that does not work here: {fault.Message}"
                : $"{where}: '{pattern}' is not a regular expression: {fault.Message}");
        try
        {
            // Linear in the length of the path wherever the expression allows it, so that no path can stall the router.
            return new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(translated, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A target with <c>$1</c> and <c>$name</c> replaced by what a match has captured or a variable says; unknown names stay empty.</summary>
    /// <param name="target">The target.</param>
    /// <param name="match">What has matched.</param>
    /// <param name="variable">The variables beside the captures.</param>
    /// <param name="encode">Applied to what was captured.</param>
    public static string Expand(string target, Match match, Func<string, string?>? variable = null, Func<string, string>? encode = null)
    {
        if (!target.Contains('$')) return target;
        return References.Replace(target, reference =>
        {
            var name = reference.Groups["name"].Value;
            if (!match.Groups.TryGetValue(name, out var group)) return variable?.Invoke(name) ?? "";
            return encode is null ? group.Value : encode(group.Value);
        });
    }

    private static readonly Regex References = new(@"\$(?:\{(?<name>\w+)\}|(?<name>[0-9]+|[A-Za-z_]\w*))", RegexOptions.CultureInvariant);
}
