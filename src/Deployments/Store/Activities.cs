using Microsoft.Data.Sqlite;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>Something that is or was done to an environment.</summary>
/// <param name="Number">Its number on this machine.</param>
/// <param name="Id">The id by which the API knows it.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Type"><c>environment.push</c>, <c>environment.redeploy</c>...</param>
/// <param name="Subject">What it is about, for example the cron; empty when the type says all.</param>
/// <param name="State"><c>pending</c>, <c>in_progress</c>, <c>complete</c> or <c>cancelled</c>.</param>
/// <param name="Result"><c>success</c> or <c>failure</c>; null until it is complete.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it was begun; null before.</param>
/// <param name="CompletedAt">When it ended; null before.</param>
public sealed record Activity(
    int Number,
    string Id,
    EnvironmentName Environment,
    string Type,
    string Subject,
    string State,
    string? Result,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt);

/// <summary>A line of an activity's log.</summary>
public sealed record LogLine(int Number, DateTimeOffset At, string Message);

/// <summary>Activities in the database.</summary>
public static class Activities
{
    private const string Columns = "number, id, project, environment, type, subject, state, result, created_at, started_at, completed_at";

    /// <summary>Records that something is asked for.</summary>
    public static Activity AddActivity(this Session session, EnvironmentName environment, string type, string subject, DateTimeOffset now)
    {
        var id = Guid.NewGuid().ToString("N")[..13];
        session.Run(
            "INSERT INTO activity (id, project, environment, type, subject, state, created_at) VALUES ($1, $2, $3, $4, $5, 'pending', $6)",
            id, environment.Project, environment.Machine, type, subject, Projects.Text(now));
        return session.FindActivity(id)!;
    }

    /// <summary>Records that it is begun.</summary>
    /// <returns>Whether it was still to be begun.</returns>
    public static bool Begin(this Session session, Activity activity, DateTimeOffset now) => session.Run(
        "UPDATE activity SET state = 'in_progress', started_at = $2 WHERE id = $1 AND state = 'pending'", activity.Id, Projects.Text(now)) > 0;

    /// <summary>Records that it shall not be begun any more.</summary>
    /// <returns>Whether it was still to be begun.</returns>
    public static bool Cancel(this Session session, Activity activity, DateTimeOffset now) => session.Run(
        "UPDATE activity SET state = 'cancelled', completed_at = $2 WHERE id = $1 AND state = 'pending'", activity.Id, Projects.Text(now)) > 0;

    /// <summary>The last run of a cron; null when it never ran.</summary>
    public static Activity? LastCron(this Session session, EnvironmentName environment, string name) => session.List(
        Read,
        $"SELECT {Columns} FROM activity WHERE project = $1 AND environment = $2 AND type = 'environment.cron' AND subject = $3 ORDER BY number DESC LIMIT 1",
        environment.Project, environment.Machine, name).FirstOrDefault();

    /// <summary>Records that it has ended.</summary>
    public static void Complete(this Session session, Activity activity, bool success, bool isCancelled, DateTimeOffset now) => session.Run(
        "UPDATE activity SET state = $2, result = $3, completed_at = $4 WHERE id = $1",
        activity.Id, isCancelled ? "cancelled" : "complete", success ? "success" : "failure", Projects.Text(now));

    /// <summary>Adds a line to its log.</summary>
    public static void Log(this Session session, Activity activity, LogLine line) =>
        session.Run("INSERT INTO activity_log VALUES ($1, $2, $3, $4)", activity.Number, line.Number, Projects.Text(line.At), line.Message);

    /// <summary>An activity; null when there is none of that id.</summary>
    public static Activity? FindActivity(this Session session, string id) =>
        session.List(Read, $"SELECT {Columns} FROM activity WHERE id = $1", id).FirstOrDefault();

    /// <summary>The newest activities of an environment.</summary>
    public static List<Activity> RecentActivities(this Session session, EnvironmentName environment, int count) => session.List(
        Read,
        $"SELECT {Columns} FROM activity WHERE project = $1 AND environment = $2 ORDER BY number DESC LIMIT $3",
        environment.Project, environment.Machine, count);

    /// <summary>The newest activities of a project.</summary>
    public static List<Activity> RecentActivities(this Session session, string project, int count) => session.List(
        Read, $"SELECT {Columns} FROM activity WHERE project = $1 ORDER BY number DESC LIMIT $2", project, count);

    /// <summary>The activities that were not brought to an end.</summary>
    public static List<Activity> OpenActivities(this Session session) =>
        session.List(Read, $"SELECT {Columns} FROM activity WHERE state IN ('pending', 'in_progress') ORDER BY number");

    /// <summary>The log of an activity, from a line on.</summary>
    public static List<LogLine> LogOf(this Session session, Activity activity, int from) => session.List(
        row => new LogLine(row.GetInt32(0), Projects.Time(row.GetString(1)), row.GetString(2)),
        "SELECT line, at, message FROM activity_log WHERE activity = $1 AND line >= $2 ORDER BY line", activity.Number, from);

    private static Activity Read(SqliteDataReader row) => new(
        row.GetInt32(0),
        row.GetString(1),
        new EnvironmentName(row.GetString(2), row.GetString(3)),
        row.GetString(4),
        row.GetString(5),
        row.GetString(6),
        row.IsDBNull(7) ? null : row.GetString(7),
        Projects.Time(row.GetString(8)),
        row.IsDBNull(9) ? null : Projects.Time(row.GetString(9)),
        row.IsDBNull(10) ? null : Projects.Time(row.GetString(10)));
}
