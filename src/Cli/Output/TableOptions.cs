using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sundog.Cli.Output;

/// <summary>The options of a command that prints a table, as the platform's own client has them.</summary>
internal sealed class TableOptions
{
    private readonly Option<string> _format = Options.Format("table", "csv", "tsv", "plain", "json");
    private readonly Option<string?> _columns = new("--columns", "-c") { Description = "The columns to show, separated by commas" };
    private readonly Option<bool> _noHeader = new("--no-header") { Description = "Do not name the columns" };

    public TableOptions(Command command)
    {
        command.Add(_format);
        command.Add(_columns);
        command.Add(_noHeader);
    }

    /// <summary>Prints what was asked for to standard output.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="data">What JSON shows.</param>
    /// <param name="table">What the other formats show.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliException">A column was asked for that the table has not.</exception>
    public int Print(ParseResult result, JsonNode data, DataTable table)
    {
        if (result.GetValue(_format) == "json")
        {
            Console.Out.WriteLine(data.ToJsonString());
        }
        else
        {
            table.Write(result.GetValue(_format)!, result.GetValue(_columns), !result.GetValue(_noHeader));
        }

        return 0;
    }
}
