using System.Text.RegularExpressions;
using Cronos;

namespace Sundog.Configuration;

/// <summary>When crons are due, and whether they run at all.</summary>
internal static partial class CronChecks
{
    /// <summary>So many occurrences show the smallest interval of any spec in practice.</summary>
    private const int Sample = 64;

    private static readonly DateTime _start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan _shortest = TimeSpan.FromMinutes(5);

    public static void Run(Checked project)
    {
        foreach (var application in project.Project.Applications.Values)
        {
            foreach (var cron in application.Crons.Values)
                Spec(project, cron, project.PlaceOf(application, "crons", cron.Name, "spec"));

            Zones(project, application);
            if (!application.HasWeb && application.Workers.Count > 0)
                WithoutWeb(project, application);
        }
    }

    private static void Spec(Checked project, Cron cron, Place place)
    {
        if (Parse(cron.Spec) is not { } expression)
        {
            project.Faults.Report(
                Rules.CronSpec, place, $"the spec of cron '{cron.Name}' is '{Quote.Short(cron.Spec)}', which is not five fields of a cron",
                "minute hour day month weekday, for example: '*/10 * * * *'");
            return;
        }

        var due = expression.GetNextOccurrence(_start, inclusive: true);
        if (due is null)
            project.Faults.Report(Rules.CronNeverRuns, place, $"cron '{cron.Name}' is never due", "there is no such day");

        List<TimeSpan> intervals = [];
        while (intervals.Count < Sample && due is { } earlier)
        {
            due = expression.GetNextOccurrence(earlier);
            if (due is { } later)
                intervals.Add(later - earlier);
        }

        // A step such as */19 leaves one short interval at the end of each hour, which nobody means.
        intervals.Sort();
        if (intervals.Count > 0 && intervals[intervals.Count / 2] < _shortest)
            project.Faults.Report(
                Rules.CronTooOften, place,
                $"cron '{cron.Name}' is due more often than every 5 minutes, which is the shortest interval of the platform",
                "use */5, or a worker for what must happen at once");
    }

    /// <summary>The spec with each <c>H</c> as a fixed value; null when it is none.</summary>
    internal static CronExpression? Parse(string spec)
    {
        var fields = spec.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 5 && CronExpression.TryParse(
            string.Join(' ', fields.Select(Fixed)), CronFormat.Standard, out var expression) ? expression : null;
    }

    private static string Fixed(string field) => Hashed().Replace(field, match =>
        match.Groups["step"].Success ? "*" + match.Groups["step"].Value : match.Groups["from"].Success ? match.Groups["from"].Value : "1");

    private static void Zones(Checked project, Application application)
    {
        var mapping = project.Document.At("applications", application.Name);
        foreach (var zone in (Node?[])[mapping?["timezone"], mapping.Mapping("web")?["timezone"]])
        {
            // A machine without the zones' data cannot tell.
            if (zone is ScalarNode name && Exists("Europe/Paris") && !Exists(name.Text))
                project.Faults.Report(
                    Rules.TimeZone, name.Place, $"there is no time zone '{Quote.Short(name.Text)}'",
                    "for example: Europe/Paris");
        }
    }

    private static bool Exists(string timeZone) => TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _);

    private static void WithoutWeb(Checked project, Application application)
    {
        var mapping = project.Document.At("applications", application.Name);
        foreach (var (key, inside) in (ReadOnlySpan<(string, string?)>)[("crons", null), ("hooks", "deploy"), ("hooks", "post_deploy")])
        {
            if ((inside is null ? mapping : mapping.Mapping(key))?.Find(inside ?? key) is { Value.IsNull: false } entry)
                project.Faults.Report(
                    Rules.CronsWithoutWeb, entry.Place,
                    $"'{inside ?? key}' of application '{application.Name}' does not run: it has workers and no web instance",
                    "add 'web:' to the application");
        }
    }

    [GeneratedRegex(@"\bH(\((?<from>\d+)-\d+\))?(?<step>/\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Hashed();
}
