using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sundog.Configuration;

/// <summary>Values as documents to print.</summary>
public static partial class ValueText
{
    /// <summary>Indented JSON, with a line end.</summary>
    public static string ToIndentedJson(this Value value) => JsonText.Write(value.WriteTo);

    /// <summary>The value that JSON says.</summary>
    public static Value Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new Value.Mapping(new(json.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, Of(entry.Value))))),
        JsonValueKind.Array => new Value.List(json.EnumerateArray().Select(Of).ToSequence()),
        JsonValueKind.String => new Value.Text(json.GetString()!),
        JsonValueKind.Number => new Value.Number(json.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => new Value.Boolean(json.GetBoolean()),
        _ => Value.Null.Instance,
    };

    /// <summary>YAML that reads back as the same value.</summary>
    public static string ToYaml(this Value value)
    {
        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(
            text,
            new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, value);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, Value value)
    {
        switch (value)
        {
            case Value.Boolean(var truth):
                emitter.Emit(Plain(truth ? "true" : "false"));
                break;
            case Value.Number(var digits):
                emitter.Emit(Plain(digits));
                break;
            case Value.Text(var content):
                emitter.Emit(Text(content));
                break;
            case Value.Archive(var directory):
                emitter.Emit(new Scalar(null, "!archive", directory, ScalarStyle.DoubleQuoted, false, false));
                break;
            case Value.List(var items):
                emitter.Emit(new SequenceStart(null, null, true, items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in items)
                    Emit(emitter, item);

                emitter.Emit(new SequenceEnd());
                break;
            case Value.Mapping(var entries):
                emitter.Emit(new MappingStart(null, null, true, entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, entry) in entries)
                {
                    emitter.Emit(Text(key));
                    Emit(emitter, entry);
                }

                emitter.Emit(new MappingEnd());
                break;
            default:
                emitter.Emit(Plain("null"));
                break;
        }
    }

    private static Scalar Plain(string text) => new(null, null, text, ScalarStyle.Plain, true, false);

    private static Scalar Text(string text)
    {
        // What would read back as a number or truth value needs quotes; a script is easier to read as a block.
        var style = Simple().IsMatch(text) && new ScalarNode(default, text, plain: true).Kind == Kinds.Text ? ScalarStyle.Plain
            : Script().IsMatch(text) ? ScalarStyle.Literal
            : ScalarStyle.DoubleQuoted;
        return new(null, null, text, style, true, true);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_./$(][A-Za-z0-9_./$():=+-]*( [A-Za-z0-9_./$()=+-]+)*\z(?<!:)", RegexOptions.CultureInvariant)]
    private static partial Regex Simple();

    /// <summary>Lines of printable characters of which the first is not indented and none ends in a space.</summary>
    [GeneratedRegex(@"^(?=[!-~])([ -~]*[!-~]\n|\n)+\z(?<!\n\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Script();
}
