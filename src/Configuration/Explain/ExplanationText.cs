using System.Text;

namespace Sundog.Configuration;

/// <summary>Explanations to print.</summary>
public static class ExplanationText
{
    private const int Widest = 72;

    /// <summary>One line for each value: keys, value, and behind <c>#</c> the origin and place.</summary>
    public static string Render(IReadOnlyList<Explanation> explanations)
    {
        var lines = explanations.Select(explanation => (
            Left: $"{PathOf(explanation)}: {Short(explanation.Value)}", Right: OriginOf(explanation))).ToList();
        var width = lines.Select(line => line.Left.Length).Where(length => length <= Widest).DefaultIfEmpty(0).Max();
        var text = new StringBuilder();
        foreach (var (left, right) in lines)
            text.Append(left.PadRight(width)).Append("  # ").Append(right).Append('\n');

        return text.ToString();
    }

    /// <summary>An array of <c>{"path","value","origin","file","line","column"}</c>; the last three are absent for a default.</summary>
    public static string RenderJson(IReadOnlyList<Explanation> explanations) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var explanation in explanations)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("path");
            foreach (var key in explanation.Path)
                writer.WriteStringValue(key);

            writer.WriteEndArray();
            writer.WritePropertyName("value");
            explanation.Value.WriteTo(writer);
            writer.WriteString("origin", Word(explanation.Origin));
            if (explanation.Place is { } place)
            {
                writer.WriteString("file", place.File);
                writer.WriteNumber("line", place.Line);
                writer.WriteNumber("column", place.Column);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static string PathOf(Explanation explanation) =>
        string.Join('.', explanation.Path.Select(key => key.AsSpan().IndexOfAny(". :") < 0 && key.Length > 0 ? key : $"\"{key}\""));

    private static string OriginOf(Explanation explanation) =>
        explanation.Place is { } place ? $"{Word(explanation.Origin)}, {place}" : Word(explanation.Origin);

    private static string Word(Origin origin) => origin switch { Origin.Own => "own", Origin.Inherited => "inherited", _ => "default" };

    private static string Short(Value value) =>
        value is Value.Text(var text) && Quote.Short(text) is { Length: > 0 } line ? line : Quote.Short(value.ToJson());
}
