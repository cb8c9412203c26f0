using System.Text.Json;

namespace Sundog.Configuration;

/// <summary>The JSON schema (draft 7, which editors know) of a configuration file, printed from the table of keys that the validator uses.</summary>
public static class ConfigurationSchema
{
    /// <summary>The schema as indented JSON.</summary>
    public static string ToJson() => JsonText.Write(writer =>
    {
        var definitions = new SortedDictionary<string, SectionShape>(StringComparer.Ordinal);
        Collect(ProjectKeys.Project, definitions);
        writer.WriteStartObject();
        writer.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
        writer.WriteString("title", "Configuration of a project in .upsun/*.yaml");
        WriteSection(writer, ProjectKeys.Project);
        writer.WriteStartObject("definitions");
        foreach (var (name, section) in definitions)
        {
            writer.WriteStartObject(name);
            WriteSection(writer, section);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static void Collect(Shape shape, SortedDictionary<string, SectionShape> definitions)
    {
        switch (shape)
        {
            case SectionShape section when definitions.TryAdd(NameOf(section), section):
                foreach (var key in section.Keys)
                    Collect(key.Shape, definitions);

                break;
            case NamesShape names:
                Collect(names.Value, definitions);
                break;
            case ListShape list:
                Collect(list.Item, definitions);
                break;
            case OldShape old:
                Collect(old.Inner, definitions);
                break;
            case ByTypeShape byType:
                foreach (var (inner, _) in byType.Shapes)
                    Collect(inner, definitions);

                break;
            case EitherShape either:
                foreach (var option in either.Options)
                    Collect(option, definitions);

                break;
        }
    }

    private static string NameOf(SectionShape section) => section.Title.Replace("'s", "", StringComparison.Ordinal).Replace(' ', '-');

    private static void WriteSection(Utf8JsonWriter writer, SectionShape section)
    {
        writer.WriteString("type", "object");
        if (!section.Open && section.Stranger is null)
            writer.WriteBoolean("additionalProperties", false);

        WriteDotted(writer);
        writer.WriteStartObject("properties");
        foreach (var key in section.Keys)
        {
            writer.WriteStartObject(key.Name);
            writer.WriteString("description", key.Default is null ? key.Says : $"{key.Says} Default: {key.Default}.");
            if (key.Objection is not null)
                writer.WriteBoolean("deprecated", true);

            WriteShape(writer, key.Shape, orNull: !key.Required);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        WriteRequired(writer, section.Keys.Where(key => key.Required).Select(key => key.Name));
        if (section.AtLeastOne is { } choice)
        {
            writer.WriteStartArray("anyOf");
            foreach (var name in choice.Keys)
            {
                writer.WriteStartObject();
                WriteRequired(writer, [name]);
                writer.WriteStartObject("properties");
                writer.WriteStartObject(name);
                writer.WriteStartObject("not");
                writer.WriteString("type", "null");
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        foreach (var key in section.Keys)
        {
            if (key.Shape is ByTypeShape byType)
                WriteByType(writer, key.Name, byType);
        }
    }

    /// <summary>For each type: it is another one, or the key has its shape.</summary>
    private static void WriteByType(Utf8JsonWriter writer, string key, ByTypeShape byType)
    {
        writer.WriteStartArray("allOf");
        foreach (var (shape, types) in byType.Shapes)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("anyOf");
            writer.WriteStartObject();
            writer.WriteStartObject("not");
            writer.WriteStartObject("properties");
            writer.WriteStartObject("type");
            writer.WriteString("type", "string");
            writer.WriteString("pattern", $"^({string.Join('|', types)})(:|$)");
            writer.WriteEndObject();
            writer.WriteEndObject();
            WriteRequired(writer, ["type"]);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteStartObject();
            writer.WriteStartObject("properties");
            writer.WriteStartObject(key);
            WriteShape(writer, shape, orNull: true);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRequired(Utf8JsonWriter writer, IEnumerable<string> names)
    {
        writer.WriteStartArray("required");
        foreach (var name in names)
            writer.WriteStringValue(name);

        writer.WriteEndArray();
    }

    /// <summary>Keys that begin with a dot are ignored everywhere.</summary>
    private static void WriteDotted(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("patternProperties");
        writer.WriteStartObject("^\\.");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter writer, Shape shape, bool orNull)
    {
        switch (shape)
        {
            case Anything:
                return;
            case SectionShape or EitherShape or OldShape when orNull:
                WriteAlternatives(writer, shape is EitherShape optional ? optional.Options : [shape], orNull: true);
                return;
            case EitherShape either:
                WriteAlternatives(writer, either.Options, orNull: false);
                return;
            case SectionShape section:
                // Beside a reference draft 7 ignores every other word, so it stands alone.
                writer.WriteStartArray("allOf");
                writer.WriteStartObject();
                writer.WriteString("$ref", $"#/definitions/{NameOf(section)}");
                writer.WriteEndObject();
                writer.WriteEndArray();
                return;
            case OldShape old:
                writer.WriteBoolean("deprecated", true);
                WriteShape(writer, old.Inner, orNull: false);
                return;
        }

        string[] types = shape switch
        {
            TextShape or ChoiceShape or DirectoryShape => ["string"],
            ScalarShape => ["string", "number", "boolean"],
            WholeShape => ["integer"],
            TruthShape => ["boolean"],
            ListShape => ["array"],
            _ => ["object"],
        };
        WriteTypes(writer, orNull ? [.. types, "null"] : types);
        WriteConstraints(writer, shape, orNull);
    }

    private static void WriteTypes(Utf8JsonWriter writer, string[] types)
    {
        if (types is [var only])
        {
            writer.WriteString("type", only);
            return;
        }

        writer.WriteStartArray("type");
        foreach (var type in types)
            writer.WriteStringValue(type);

        writer.WriteEndArray();
    }

    private static void WriteConstraints(Utf8JsonWriter writer, Shape shape, bool orNull)
    {
        switch (shape)
        {
            case TextShape { Form: { } form }:
                writer.WriteString("pattern", form.Pattern);
                writer.WriteStartArray("examples");
                writer.WriteStringValue(form.Example);
                writer.WriteEndArray();
                break;
            case ChoiceShape choice:
                writer.WriteStartArray("enum");
                foreach (var word in choice.Choices.Concat(choice.Old))
                    writer.WriteStringValue(word);

                if (orNull)
                    writer.WriteNullValue();

                writer.WriteEndArray();
                break;
            case WholeShape whole:
                writer.WriteNumber("minimum", whole.Least);
                writer.WriteNumber("maximum", whole.Most);
                if (whole.Only.Count > 0)
                {
                    writer.WriteStartArray("enum");
                    foreach (var number in whole.Only)
                        writer.WriteNumberValue(number);

                    if (orNull)
                        writer.WriteNullValue();

                    writer.WriteEndArray();
                }

                break;
            case ListShape list:
                writer.WriteStartObject("items");
                WriteShape(writer, list.Item, orNull: true);
                writer.WriteEndObject();
                break;
            case NamesShape names:
                WriteNames(writer, names);
                break;
        }
    }

    private static void WriteNames(Utf8JsonWriter writer, NamesShape names)
    {
        writer.WriteStartObject("patternProperties");
        writer.WriteStartObject("^\\.");
        writer.WriteEndObject();
        if (names.Name is { } form)
        {
            writer.WriteStartObject(form.Pattern);
            WriteShape(writer, names.Value, orNull: names.NullFits);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteBoolean("additionalProperties", false);
            return;
        }

        writer.WriteEndObject();
        writer.WriteStartObject("additionalProperties");
        WriteShape(writer, names.Value, orNull: names.NullFits);
        writer.WriteEndObject();
    }

    private static void WriteAlternatives(Utf8JsonWriter writer, IEnumerable<Shape> options, bool orNull)
    {
        writer.WriteStartArray("anyOf");
        foreach (var option in options)
        {
            writer.WriteStartObject();
            WriteShape(writer, option, orNull: false);
            writer.WriteEndObject();
        }

        if (orNull)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "null");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
