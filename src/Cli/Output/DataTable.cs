using Spectre.Console;

namespace Sundog.Cli.Output;

/// <summary>Rows of named columns in the formats of the platform's own client: a table for people, csv, tsv or plain for programs.</summary>
internal sealed class DataTable(params (string Name, string Heading)[] columns)
{
    private readonly List<Cell[]> _rows = [];

    /// <summary>The names of the columns.</summary>
    public IEnumerable<string> Names => columns.Select(column => column.Name);

    /// <summary>The columns that are shown unless others are asked for, separated by commas; null: all.</summary>
    public string? Usual { get; init; }

    /// <summary>Adds a row, with a value for each column.</summary>
    public void Add(params Cell[] values) => _rows.Add(values);

    /// <summary>Writes it to standard output.</summary>
    /// <param name="format"><c>table</c>, <c>csv</c>, <c>tsv</c> or <c>plain</c>.</param>
    /// <param name="chosen">The columns to show, in their order, separated by commas; null: the usual ones.</param>
    /// <param name="hasHeader">Whether the first line names the columns.</param>
    /// <exception cref="CliException">There is no such column.</exception>
    public void Write(string format, string? chosen, bool hasHeader)
    {
        var shown = Choose(chosen);
        if (format == "table")
        {
            WriteTable(Terminal.Data, shown, hasHeader);
            return;
        }

        var header = hasHeader ? new[] { columns.Select(column => new Cell(column.Name)).ToArray() } : [];
        foreach (var row in header.Concat(_rows))
        {
            var cells = shown.Select(index => row[index].Text);
            Console.Out.WriteLine(format == "csv" ? string.Join(',', cells.Select(Quoted)) : string.Join('\t', cells.Select(cell => cell.ReplaceLineEndings(" "))));
        }
    }

    /// <summary>Writes it as a table for people.</summary>
    public void WriteTo(IAnsiConsole console) => WriteTable(console, Choose(null), hasHeader: true);

    private List<int> Choose(string? chosen) =>
        (chosen ?? Usual) is { } names ? [.. names.Split(',').Select(Find)] : [.. Enumerable.Range(0, columns.Length)];

    private void WriteTable(IAnsiConsole console, List<int> shown, bool hasHeader)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = hasHeader };
        foreach (var index in shown)
        {
            table.AddColumn(new TableColumn(columns[index].Heading) { NoWrap = true, Padding = new Padding(0, 0, 3, 0) });
        }

        foreach (var row in _rows)
        {
            table.AddRow([.. shown.Select(index => new Text(row[index].Text, row[index].Style))]);
        }

        console.Write(table);
    }

    private int Find(string name) => Array.FindIndex(columns, column => column.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
        ? index
        : throw new CliException($"there is no column {name.Trim()}; there are {string.Join(", ", Names)}");

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : cell;
}

/// <summary>A value in a table.</summary>
/// <param name="Text">As it is read.</param>
/// <param name="Style">How a terminal shows it.</param>
internal readonly record struct Cell(string Text, Style? Style = null)
{
    public static implicit operator Cell(string text) => new(text);
}
