using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Sundog.Configuration.Tests;

/// <summary>What is printed from the table of keys stands in <c>docs/</c> as the program prints it. <c>SUNDOG_WRITE_DOCS=1</c> writes it there.</summary>
public sealed partial class GeneratedTests
{
    [Fact]
    public void The_published_schema_is_the_program_s() => Same("config.schema.json", _ => ConfigurationSchema.ToJson());

    [Fact]
    public void The_reference_of_keys_is_the_program_s() => Same("configuration.md", text => Between(text, "keys", KeyReference.ToMarkdown()));

    [Fact]
    public void The_list_of_diagnostics_is_the_program_s() => Same("diagnostics.md", text => Between(text, "codes", DiagnosticReference.ToMarkdown()));

    [Fact]
    public void The_list_of_diagnostics_has_exactly_the_codes_of_the_program()
    {
        var listed = Code().Matches(File.ReadAllText(PathOf("diagnostics.md"))).Select(match => match.Value).Distinct().Order();

        Assert.Equal(Rules.All.Select(rule => rule.Code).Order(), listed);
        Assert.Equal(Rules.All.Count, Rules.All.Select(rule => rule.Code).Distinct().Count());
    }

    private static void Same(string name, Func<string, string> render)
    {
        var path = PathOf(name);
        var written = File.Exists(path) ? File.ReadAllText(path) : "";
        var expected = render(written);
        if (Environment.GetEnvironmentVariable("SUNDOG_WRITE_DOCS") == "1")
            File.WriteAllText(path, expected);
        else
            Assert.True(expected == written, $"docs/{name} is not what the program prints; run the tests once with SUNDOG_WRITE_DOCS=1");
    }

    private static string Between(string text, string name, string content)
    {
        var begin = $"<!-- {name}: printed by the program -->\n";
        var end = $"<!-- end of {name} -->";
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        return start < 0 ? text : text[..(start + begin.Length)] + "\n" + content + "\n" + text[text.IndexOf(end, StringComparison.Ordinal)..];
    }

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs", name));

    [GeneratedRegex("SUN[0-9]{4}")]
    private static partial Regex Code();
}
