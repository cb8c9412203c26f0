using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sundog.Configuration;

/// <summary>Diagnostics for programs: <c>{"valid":...,"diagnostics":[{"file","line","column","severity","code","message"}]}</c>.</summary>
public static class DiagnosticJson
{
    /// <summary>Renders the result of a run.</summary>
    public static string Render(ReadResult result) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", result.IsValid);
        writer.WriteStartArray("diagnostics");
        foreach (var diagnostic in result.Diagnostics)
        {
            writer.WriteStartObject();
            writer.WriteString("file", diagnostic.Place.File);
            writer.WriteNumber("line", diagnostic.Place.Line);
            writer.WriteNumber("column", diagnostic.Place.Column);
            writer.WriteString("severity", diagnostic.IsError ? "error" : "warning");
            writer.WriteString("code", diagnostic.Code);
            writer.WriteString("message", diagnostic.Message);
            if (diagnostic.Hint is not null)
                writer.WriteString("hint", diagnostic.Hint);

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}

/// <summary>Indented JSON as text.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions _options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, _options))
            write(writer);

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
