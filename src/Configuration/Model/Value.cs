using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sundog.Configuration;

/// <summary>A free value of the user's file (a variable, a service's configuration): what YAML says, without its spelling.</summary>
public abstract record Value
{
    private Value()
    {
    }

    /// <summary>Null, or nothing after the colon.</summary>
    public sealed record Null : Value
    {
        /// <summary>The one null.</summary>
        public static Null Instance { get; } = new();
    }

    /// <summary>A truth value.</summary>
    public sealed record Boolean(bool Is) : Value;

    /// <summary>A number, in the JSON spelling of the file's own digits, so that no precision is lost.</summary>
    public sealed record Number(string Digits) : Value;

    /// <summary>A text.</summary>
    public sealed record Text(string Content) : Value;

    /// <summary>A list.</summary>
    public sealed record List(Sequence<Value> Items) : Value;

    /// <summary>A mapping, in the order of the file.</summary>
    public sealed record Mapping(Map<Value> Entries) : Value;

    /// <summary>A directory of the repository, packed (<c>!archive</c>); JSON shows its path.</summary>
    /// <param name="Directory">Relative to the repository.</param>
    public sealed record Archive(string Directory) : Value;

    /// <summary>The value as JSON on one line, spaced as Python's <c>json.dumps</c> does (<c>{"a": 1, "b": [2, 3]}</c>), the form that
    /// applications find in environment variables on the platform.</summary>
    public string ToJson()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    /// <summary>Writes the value as compact JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (this)
        {
            case Null:
                writer.WriteNullValue();
                break;
            case Boolean(var truth):
                writer.WriteBooleanValue(truth);
                break;
            case Number(var digits):
                writer.WriteRawValue(digits);
                break;
            case Text(var content):
                writer.WriteStringValue(content);
                break;
            case Archive(var directory):
                writer.WriteStringValue(directory);
                break;
            case List(var items):
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    item.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            case Mapping(var entries):
                writer.WriteStartObject();
                foreach (var (key, value) in entries)
                {
                    writer.WritePropertyName(key);
                    value.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private void Append(StringBuilder text)
    {
        switch (this)
        {
            case Null:
                text.Append("null");
                break;
            case Boolean(var truth):
                text.Append(truth ? "true" : "false");
                break;
            case Number(var digits):
                text.Append(digits);
                break;
            case Text(var content):
                AppendText(text, content);
                break;
            case Archive(var directory):
                AppendText(text, directory);
                break;
            case List(var items):
                text.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    items[i].Append(text);
                }

                text.Append(']');
                break;
            case Mapping(var entries):
                text.Append('{');
                var first = true;
                foreach (var (key, value) in entries)
                {
                    text.Append(first ? "" : ", ");
                    AppendText(text, key);
                    text.Append(": ");
                    value.Append(text);
                    first = false;
                }

                text.Append('}');
                break;
        }
    }

    private static void AppendText(StringBuilder text, string content) =>
        text.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(content)).Append('"');
}
