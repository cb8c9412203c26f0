using System.Text;

namespace Sundog.Configuration;

/// <summary>The list of all diagnostics as Markdown.</summary>
public static class DiagnosticReference
{
    /// <summary>A table with one line for each code.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("| Code | | What is wrong | What to do |\n|---|---|---|---|\n");
        foreach (var rule in Rules.All)
        {
            var severity = rule.Severity == Severity.Error ? "error" : "warning";
            text.Append($"| {rule.Code} | {severity} | {Cell(rule.Title)} | {Cell(rule.Remedy)} |\n");
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
