using System.Security.Cryptography;
using System.Text;
using Cronos;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>A cron of an environment.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Application">The application on whose web instance it runs.</param>
/// <param name="Cron">What the file says.</param>
public sealed record ScheduledCron(EnvironmentName Environment, string Application, Cron Cron)
{
    /// <summary><c>application/cron</c>.</summary>
    public string FullName => $"{Application}/{Cron.Name}";

    /// <summary>The next time after another; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) =>
        Expression.GetNextOccurrence(after, TimeZoneInfo.FindSystemTimeZoneById(Cron.TimeZone), inclusive: false);

    // A time that was passed over (a laptop's sleep, a daemon that was away) is not made up for: only what comes next is asked for.
    private CronExpression Expression => CronExpression.Parse(WithoutH);

    // H stands for a value that is fixed but not said: it follows from the names, so that crons of one file spread over the hour.
    private string WithoutH
    {
        get
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.Project}/{FullName}"));
            var fields = Cron.Spec.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int[] sizes = [60, 24, 28, 12, 7];
            return string.Join(' ', fields.Select((part, i) =>
                !part.StartsWith('H') ? part : FromH(part, hash[i] % sizes[i], i is 2 or 3 ? 1 : 0, sizes[i])));
        }
    }

    private static string FromH(string part, int value, int first, int size)
    {
        // H/15: every 15, beginning at a value of its own below 15.
        var step = part.IndexOf('/', StringComparison.Ordinal);
        return step > 0 && int.TryParse(part.AsSpan(step + 1), out var every) && every > 0
            ? $"{first + (value % every)}-{first + size - 1}/{every}"
            : (first + value).ToString();
    }
}

/// <summary>A cron, and when it runs and ran.</summary>
public sealed record CronStatus(ScheduledCron Cron, DateTimeOffset? Next, Activity? Last);
