namespace Sundog.Configuration;

/// <summary>Diagnostics as SARIF 2.1.0, the format that code hosts and editors read.</summary>
public static class DiagnosticSarif
{
    /// <summary>Renders the result of a run. Paths are relative to the repository (<c>%SRCROOT%</c>).</summary>
    /// <param name="result">The result.</param>
    /// <param name="version">The program's version.</param>
    public static string Render(ReadResult result, string version) => JsonText.Write(writer =>
    {
        var rules = result.Diagnostics.Select(diagnostic => diagnostic.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(code => Rules.All.First(rule => rule.Code == code)).ToList();
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "Sundog");
        writer.WriteString("version", version);
        writer.WriteStartArray("rules");
        foreach (var rule in rules)
            WriteRule(writer, rule);

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteString("columnKind", "utf16CodeUnits");
        writer.WriteStartArray("results");
        foreach (var diagnostic in result.Diagnostics)
            WriteResult(writer, diagnostic, rules.FindIndex(rule => rule.Code == diagnostic.Code));

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteRule(System.Text.Json.Utf8JsonWriter writer, Rule rule)
    {
        writer.WriteStartObject();
        writer.WriteString("id", rule.Code);
        writer.WriteStartObject("shortDescription");
        writer.WriteString("text", rule.Title);
        writer.WriteEndObject();
        writer.WriteStartObject("help");
        writer.WriteString("text", rule.Remedy);
        writer.WriteEndObject();
        writer.WriteStartObject("defaultConfiguration");
        writer.WriteString("level", Level(rule.Severity));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteResult(System.Text.Json.Utf8JsonWriter writer, Diagnostic diagnostic, int rule)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", diagnostic.Code);
        writer.WriteNumber("ruleIndex", rule);
        writer.WriteString("level", Level(diagnostic.Severity));
        writer.WriteStartObject("message");
        writer.WriteString("text", diagnostic.Hint is null ? $"{diagnostic.Message}." : $"{diagnostic.Message}: {diagnostic.Hint}.");
        writer.WriteEndObject();
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", string.Join('/', diagnostic.Place.File.Split('/').Select(Uri.EscapeDataString)));
        writer.WriteString("uriBaseId", "%SRCROOT%");
        writer.WriteEndObject();
        if (diagnostic.Place.Line > 0)
        {
            writer.WriteStartObject("region");
            writer.WriteNumber("startLine", diagnostic.Place.Line);
            if (diagnostic.Place.Column > 0)
                writer.WriteNumber("startColumn", diagnostic.Place.Column);

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Level(Severity severity) => severity == Severity.Error ? "error" : "warning";
}
