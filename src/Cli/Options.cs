using System.CommandLine;

namespace Sundog.Cli;

/// <summary>Options and arguments that several commands have.</summary>
internal static class Options
{
    public static Option<string?> Dir() => new("--dir") { Description = "The repository, or a directory in it, instead of the current one" };

    public static Option<string?> App() => new("--app", "-A") { Description = "The application" };

    public static Option<string?> Worker() => new("--worker") { Description = "The worker: its short name, or application--worker" };

    public static Option<int> Instance() => new("--instance", "-I") { Description = "The number of the instance" };

    public static Option<string> Format(params string[] formats)
    {
        var option = new Option<string>("--format") { Description = string.Join(", ", formats), DefaultValueFactory = _ => formats[0] };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }

    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Answer yes to questions" };

    /// <summary>The nearest directory above that holds <c>.upsun</c>.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static string Repository(string? directory)
    {
        var start = Path.GetFullPath(directory ?? ".");
        for (var current = start; current is not null; current = Path.GetDirectoryName(current))
        {
            if (System.IO.Directory.Exists(Path.Combine(current, ".upsun")))
            {
                return current;
            }
        }

        throw new CliException($"{start} is in no project: neither it nor a directory above it has a directory .upsun", 2);
    }
}
