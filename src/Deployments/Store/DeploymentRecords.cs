using Microsoft.Data.Sqlite;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>A deployment as it is kept: enough to make it run again, whatever has become of the working directory.</summary>
/// <param name="Number">Its number on this machine.</param>
/// <param name="Plan">What it runs.</param>
/// <param name="Files">The configuration's files as they were.</param>
/// <param name="HooksDone">Whether its deploy hooks have been run.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record DeploymentRecord(int Number, Plan Plan, string Files, bool HooksDone, DateTimeOffset CreatedAt);

/// <summary>Deployments in the database.</summary>
public static class DeploymentRecords
{
    // Whoever looks at an environment looks again: `ps` would read the same long plan each time.
    private static ReadText? s_last;

    private const string Columns = "number, plan, files, hooks_done, created_at";

    /// <summary>The current deployment of an environment; null before the first, or when it is of a version that cannot be read.</summary>
    public static DeploymentRecord? CurrentDeployment(this Session session, ProjectEnvironment environment) =>
        session.List(
            Read,
            $"SELECT {Columns} FROM deployment WHERE number = (SELECT deployment FROM environment WHERE number = $1)",
            environment.Number).FirstOrDefault();

    /// <summary>The newest deployments of an environment that can still be read.</summary>
    public static List<DeploymentRecord> RecentDeployments(this Session session, ProjectEnvironment environment, int count) =>
        [.. session.List(Read, $"SELECT {Columns} FROM deployment WHERE environment = $1 ORDER BY number DESC LIMIT $2", environment.Number, count)
            .OfType<DeploymentRecord>()];

    /// <summary>Makes a recorded deployment the current one.</summary>
    public static void MakeCurrent(this Session session, ProjectEnvironment environment, DeploymentRecord deployment) =>
        session.Run("UPDATE environment SET deployment = $1 WHERE number = $2", deployment.Number, environment.Number);

    /// <summary>Records a deployment as the current one.</summary>
    public static DeploymentRecord AddDeployment(this Session session, ProjectEnvironment environment, Plan plan, string files, bool hooksDone, DateTimeOffset now)
    {
        session.Run(
            "INSERT INTO deployment (environment, plan, files, hooks_done, created_at) VALUES ($1, $2, $3, $4, $5)",
            environment.Number, PlanJson.Write(plan), files, hooksDone ? 1 : 0, Projects.Text(now));
        session.Run("UPDATE environment SET deployment = last_insert_rowid() WHERE number = $1", environment.Number);
        return session.CurrentDeployment(environment)!;
    }

    /// <summary>Keeps that the deploy hooks of a deployment have been run.</summary>
    public static void HooksDone(this Session session, DeploymentRecord deployment) =>
        session.Run("UPDATE deployment SET hooks_done = 1 WHERE number = $1", deployment.Number);

    private static DeploymentRecord? Read(SqliteDataReader row) =>
        PlanOf(row.GetString(1)) is { } plan
            ? new DeploymentRecord(row.GetInt32(0), plan, row.GetString(2), row.GetInt32(3) != 0, Projects.Time(row.GetString(4)))
            : null;

    private static Plan? PlanOf(string text)
    {
        var last = s_last;
        if (last?.Text != text)
        {
            s_last = last = new ReadText(text, PlanJson.ReadPlan(text));
        }

        return last.Plan;
    }

    private sealed record ReadText(string Text, Plan? Plan);
}
