using System.Text;

namespace Sundog.Configuration;

/// <summary>The reference of all keys as Markdown, printed from the same table.</summary>
public static class KeyReference
{
    /// <summary>One heading and table for each section, from the top of the project downwards.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder();
        HashSet<SectionShape> seen = [];
        Queue<(string Path, SectionShape Section)> open = new([("the top of a file", ProjectKeys.Project)]);
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Section))
                continue;

            text.Append("## ").Append(Heading(next.Path)).Append("\n\n| Key | Value | Default | |\n|---|---|---|---|\n");
            foreach (var key in next.Section.Keys.Where(key => key.Objection is null))
            {
                text.Append("| `").Append(key.Name).Append('`').Append(key.Required ? " (required)" : "").Append(" | ").Append(Words(key.Shape)).Append(" | ")
                    .Append(Cell(key.Default ?? "")).Append(" | ").Append(Cell(key.Says)).Append(" |\n");
                foreach (var (path, section) in Inside(
                    key.Shape,
                    next.Path.StartsWith("the ", StringComparison.Ordinal) ? key.Name : $"{next.Path}.{key.Name}"))
                    open.Enqueue((path, section));
            }

            foreach (var key in next.Section.Keys.Where(key => key.Objection is not null))
                text.Append("| `").Append(key.Name).Append("` | | | ").Append(Cell($"{key.Objection!.Rule.Code}: {key.Objection.Says}; {key.Objection.Instead}.")).Append(" |\n");

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Heading(string path) => path.StartsWith("the ", StringComparison.Ordinal) ? "The top of a file" : $"`{path}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Words(Shape shape) => Cell(shape switch
    {
        TextShape { Form: { } form } => $"{form.Words}: `{form.Example}`",
        ChoiceShape choice => string.Join(", ", choice.Choices.Select(word => $"`{word}`")),
        WholeShape { Most: <= 86400 } whole => $"{whole.Least} to {whole.Most}",
        ListShape list => $"a list; each: {Words(list.Item)}",
        SectionShape => "a mapping, see below",
        EitherShape either => string.Join("; or ", either.Options.Where(option => option is not OldShape).Select(Words).Distinct()),
        _ => shape.Words,
    });

    private static IEnumerable<(string, SectionShape)> Inside(Shape shape, string path) => shape switch
    {
        SectionShape section => [(path, section)],
        NamesShape names => Inside(names.Value, $"{path}.<{names.Noun}>"),
        ListShape list => Inside(list.Item, $"{path}[]"),
        EitherShape either => either.Options.SelectMany(option => Inside(option, path)),
        ByTypeShape byType => byType.Shapes.Where(shape => shape.Shape.Keys.Count > 0).Select(shape => ($"{path} ({string.Join(", ", shape.Types)})", shape.Shape)),
        _ => [],
    };
}
