using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Sundog.Cli.Output;

/// <summary>The option <c>--date-fmt</c> of the platform's own client: times written as PHP's <c>date()</c> does, in UTC.</summary>
internal sealed class DateFormat
{
    private readonly Option<string> _format = new("--date-fmt") { Description = "How times are written, in the letters of PHP's date()", DefaultValueFactory = _ => "c" };

    /// <summary>Adds the option to a command.</summary>
    public DateFormat(Command command) => command.Options.Add(_format);

    /// <summary>A time of the API as it is asked for; nothing stays nothing.</summary>
    public string Text(ParseResult result, string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Format(at.ToUniversalTime(), result.GetValue(_format)!) : "";

    /// <summary>A time in the letters of PHP's <c>date()</c>; a backslash takes the next letter as it is.</summary>
    public static string Format(DateTimeOffset at, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            text.Append(format[i] == '\\' && i + 1 < format.Length ? format[++i] : Part(at, format[i]));
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset at, char letter) => letter switch
    {
        'd' => Net(at, "dd"),
        'j' => Net(at, "%d"),
        'D' => Net(at, "ddd"),
        'l' => Net(at, "dddd"),
        'm' => Net(at, "MM"),
        'n' => Net(at, "%M"),
        'M' => Net(at, "MMM"),
        'F' => Net(at, "MMMM"),
        'Y' or 'o' => Net(at, "yyyy"),
        'y' => Net(at, "yy"),
        'a' => at.Hour < 12 ? "am" : "pm",
        'A' => at.Hour < 12 ? "AM" : "PM",
        'g' => Net(at, "%h"),
        'h' => Net(at, "hh"),
        'G' => Net(at, "%H"),
        'H' => Net(at, "HH"),
        'i' => Net(at, "mm"),
        's' => Net(at, "ss"),
        'v' => Net(at, "fff"),
        'u' => Net(at, "ffffff"),
        'e' or 'T' => "UTC",
        'P' => "+00:00",
        'O' => "+0000",
        'Z' => "0",
        'U' => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'c' => Net(at, "yyyy-MM-ddTHH:mm:ss") + "+00:00",
        'r' => Net(at, "ddd, dd MMM yyyy HH:mm:ss") + " +0000",
        _ => letter.ToString(),
    };

    private static string Net(DateTimeOffset at, string format) => at.ToString(format, CultureInfo.InvariantCulture);
}
