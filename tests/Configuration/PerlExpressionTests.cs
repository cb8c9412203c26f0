using System.Text.RegularExpressions;

namespace Sundog.Configuration.Tests;

/// <summary>The expressions of rules and redirects are PCRE's: what the platform takes is never refused, and matches the same.</summary>
public sealed class PerlExpressionTests
{
    [Theory]
    [InlineData(@"\.(css|js|gif)$", "a.css", true)]
    [InlineData(@"^/(?P<year>\d{4})/(?<slug>[\w-.]+)$", "/2024/a-b.c", true)]
    [InlineData(@"(?P<a>x)(?P=a)", "xx", true)]
    [InlineData("^a++b$", "aab", true)]
    [InlineData("^a*+a$", "aaa", false)]
    [InlineData("^(?:ab)?+c$", "abc", true)]
    [InlineData("^(a|b){1,2}+b$", "ab", false)]
    [InlineData("^[a-c]++d$", "abcd", true)]
    [InlineData("^x{2}{3}$", "xxxxxx", true)]
    [InlineData(@"^\h+x\H$", " \txy", true)]
    [InlineData(@"^[\h/]+$", " /", true)]
    [InlineData(@"a\Rb", "a\r\nb", true)]
    [InlineData(@"^\Qa.b+c\E$", "a.b+c", true)]
    [InlineData(@"^\Qa.b", "axb", false)]
    [InlineData("^[[:alpha:]_-]+$", "ab_-", true)]
    [InlineData("^[[:digit:]-z]$", "-", true)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[^]a]$", "]", false)]
    [InlineData("^[a-z[]+$", "a[", true)]
    [InlineData("^[a-z-[aeiou]]$", "-]", true)]
    [InlineData(@"^[\w-]+$", "a-b", true)]
    [InlineData(@"^[+-\d]+$", "5-+", true)]
    [InlineData(@"(a)(b)\g2\g{1}", "abba", true)]
    [InlineData(@"(a)(b)\g{-1}", "abb", true)]
    [InlineData(@"(?<n>a)\k{n}\k'n'", "aaa", true)]
    [InlineData(@"^\x{41}\x41$", "AA", true)]
    [InlineData(@"^\pL+$", "ab", true)]
    [InlineData(@"^\_\-\/\%\@$", "_-/%@", true)]
    [InlineData("(?i)^ABC$", "abc", true)]
    [InlineData("(?i:A)b", "ab", true)]
    [InlineData("(?>a+)b", "aab", true)]
    [InlineData("(?#comment)a", "a", true)]
    [InlineData("a(?=b)(?!c)(?<=a)(?<!b)", "ab", true)]
    [InlineData("^{default}/a{,$", "{default}/a{,", true)]
    [InlineData("^a{2,}?$", "aaa", true)]
    [InlineData("(?x) a b # (", "ab", true)]
    public void What_the_platform_takes_is_translated(string pattern, string text, bool matches)
    {
        var translated = PerlExpression.Translate(pattern, out var fault);

        Assert.Null(fault);
        Assert.Equal(matches, Regex.IsMatch(text, translated!));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("[z-a]")]
    [InlineData("a\\")]
    [InlineData("*a")]
    [InlineData("(?:+)")]
    [InlineData("a|?")]
    [InlineData("a{3,2}")]
    public void What_is_no_expression_anywhere_is_told(string pattern)
    {
        Assert.Null(PerlExpression.Translate(pattern, out var fault));
        Assert.False(fault!.IsPerl);
        Assert.Equal(["SUN0502"], Codes.Of(Rule(pattern)));
    }

    [Theory]
    [InlineData(@"^(\((?:[^()]|(?1))*\))$")]
    [InlineData("(?R)?")]
    [InlineData("(?&name)(?<name>a)")]
    [InlineData("(?P>name)(?<name>a)")]
    [InlineData(@"\g<1>(a)")]
    [InlineData("(?|(a)|(b))")]
    [InlineData(@"a\Kb")]
    [InlineData("(*UTF8)a")]
    [InlineData("[[:^alpha:]]")]
    [InlineData(@"\p{Greek}")]
    public void What_only_the_platform_can_run_is_a_warning(string pattern)
    {
        Assert.Null(PerlExpression.Translate(pattern, out var fault));
        Assert.True(fault!.IsPerl, fault.Message);
        Assert.Equal(["SUN0504"], Codes.Of(Rule(pattern)));
    }

    [Fact]
    public void No_expression_is_an_error()
    {
        var random = new Random(7);
        const string Letters = @"()[]{}*+?|\^$.-:<>=!P0123azhRKgkpQE&#,_ '";
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => Letters[random.Next(Letters.Length)]));
            var translated = PerlExpression.Translate(pattern, out var fault);

            Assert.True(translated is null != fault is null, pattern);
            if (translated is not null)
                _ = new Regex(translated, RegexOptions.CultureInvariant);
        }
    }

    [Fact]
    public void The_expressions_of_redirects_are_looked_at_too() => Assert.Equal("SUN0502", Codes.Only(Codes.Application("web: {}") + """
        routes:
          https://{default}/: {type: upstream, upstream: "app:http", redirects: {paths: {"^/(a": {to: /b, regexp: true}, "/(b": {to: /c}}}}
        """).Code);

    private static string Rule(string pattern) =>
        Codes.Application($"web:\n  locations:\n    /:\n      rules:\n        '{pattern.Replace("'", "''", StringComparison.Ordinal)}': {{allow: true}}");
}
