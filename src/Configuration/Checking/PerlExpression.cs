using System.Text.RegularExpressions;

namespace Sundog.Configuration;

/// <summary>Regular expressions of the platform are PCRE's; here they are translated into those of .NET, which lack some of their forms.</summary>
public static class PerlExpression
{
    private const int Longest = 10_000;

    /// <summary>Translates an expression.</summary>
    /// <param name="pattern">As the file has it.</param>
    /// <param name="fault">What is wrong with it, or cannot be said in .NET.</param>
    /// <returns>The expression for .NET; null when it is none in PCRE either, or has no counterpart.</returns>
    public static string? Translate(string pattern, out PerlFault? fault)
    {
        if (pattern.Length > Longest)
        {
            fault = new(IsPerl: true, $"the local router takes no more than {Longest} letters");
            return null;
        }

        var translation = new PerlTranslation(pattern);
        fault = translation.Run();
        if (fault is not null)
            return null;

        var text = translation.Text;
        if (!translation.Unusual)
            return text;

        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return text;
        }
        catch (ArgumentException exception)
        {
            fault = new(IsPerl: true, exception.Message);
            return null;
        }
    }
}

/// <summary>Why an expression was not translated.</summary>
/// <param name="IsPerl">Whether the platform understands it all the same.</param>
/// <param name="Message">What is wrong.</param>
public sealed record PerlFault(bool IsPerl, string Message);
