using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>A project: a repository's directory on this machine.</summary>
public sealed record Project(string Id, string Directory, string Title, string Entropy, DateTimeOffset CreatedAt);

/// <summary>An environment of a project.</summary>
/// <param name="Number">Its number on this machine.</param>
/// <param name="Name">Its name.</param>
/// <param name="Branch">The branch it was made for.</param>
/// <param name="Type"><c>production</c>, <c>staging</c> or <c>development</c>.</param>
/// <param name="Port">The port of its routes on this machine.</param>
/// <param name="IsWanted">Whether it shall run.</param>
/// <param name="Deployment">The number of the current deployment; null before the first.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record ProjectEnvironment(
    int Number, EnvironmentName Name, string Branch, string Type, int Port, bool IsWanted, int? Deployment, DateTimeOffset CreatedAt)
{
    // Above the ranges that distributions and systemd give to people, daemons and containers.
    private const int FirstUser = 1_900_000_000;

    /// <summary>The uid that all of its processes run as.</summary>
    public int User => FirstUser + Number;
}

/// <summary>Projects and environments in the database.</summary>
public static class Projects
{
    private const string ProjectColumns = "id, directory, title, entropy, created_at";
    private const string EnvironmentColumns = "number, project, machine, branch, type, port, wanted, deployment, created_at";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>All projects.</summary>
    public static List<Project> AllProjects(this Session session) => session.List(ReadProject, $"SELECT {ProjectColumns} FROM project ORDER BY created_at");

    /// <summary>The project of a directory; null when it was never deployed.</summary>
    public static Project? FindProject(this Session session, string directory) =>
        session.List(ReadProject, $"SELECT {ProjectColumns} FROM project WHERE directory = $1", directory).FirstOrDefault();

    /// <summary>Makes a project.</summary>
    public static Project AddProject(this Session session, string directory, DateTimeOffset now)
    {
        var project = new Project(
            RandomNumberGenerator.GetString(Letters, 13), directory, Path.GetFileName(directory), RandomNumberGenerator.GetString(Letters, 56), now);
        session.Run("INSERT INTO project VALUES ($1, $2, $3, $4, $5)", project.Id, project.Directory, project.Title, project.Entropy, Text(now));
        return project;
    }

    /// <summary>All environments.</summary>
    public static List<ProjectEnvironment> AllEnvironments(this Session session) =>
        session.List(ReadEnvironment, $"SELECT {EnvironmentColumns} FROM environment ORDER BY number");

    /// <summary>An environment; null when there is none of that name.</summary>
    public static ProjectEnvironment? FindEnvironment(this Session session, EnvironmentName name) =>
        session.List(ReadEnvironment, $"SELECT {EnvironmentColumns} FROM environment WHERE project = $1 AND machine = $2", name.Project, name.Machine)
            .FirstOrDefault();

    /// <summary>Makes an environment.</summary>
    public static ProjectEnvironment AddEnvironment(this Session session, EnvironmentName name, string branch, string type, int port, DateTimeOffset now)
    {
        session.Run(
            "INSERT INTO environment (project, machine, branch, type, port, wanted, created_at) VALUES ($1, $2, $3, $4, $5, 0, $6)",
            name.Project, name.Machine, branch, type, port, Text(now));
        return session.FindEnvironment(name)!;
    }

    /// <summary>Gives an environment another port.</summary>
    public static ProjectEnvironment Move(this Session session, ProjectEnvironment environment, int port)
    {
        session.Run("UPDATE environment SET port = $1 WHERE number = $2", port, environment.Number);
        return environment with { Port = port };
    }

    /// <summary>Says whether an environment shall run.</summary>
    public static void Want(this Session session, ProjectEnvironment environment, bool wanted) =>
        session.Run("UPDATE environment SET wanted = $1 WHERE number = $2", wanted ? 1 : 0, environment.Number);

    /// <summary>Forgets an environment, with its deployments and secrets.</summary>
    public static void Remove(this Session session, ProjectEnvironment environment) =>
        session.Run("DELETE FROM environment WHERE number = $1", environment.Number);

    /// <summary>The numbers of an environment's cables.</summary>
    public static Map<int> CableNumbers(this Session session, ProjectEnvironment environment) => new(session.List(
        row => KeyValuePair.Create(row.GetString(0), row.GetInt32(1)), "SELECT key, number FROM cable WHERE environment = $1", environment.Number));

    /// <summary>Keeps the numbers of an environment's cables, in the place of the earlier ones.</summary>
    public static void KeepCableNumbers(this Session session, ProjectEnvironment environment, Map<int> numbers)
    {
        session.Run("DELETE FROM cable WHERE environment = $1", environment.Number);
        foreach (var (key, number) in numbers)
        {
            session.Run("INSERT INTO cable VALUES ($1, $2, $3)", environment.Number, key, number);
        }
    }

    /// <summary>A secret of a service, made when it is asked for first.</summary>
    public static string Secret(this Session session, ProjectEnvironment environment, string service, string name)
    {
        var known = session.List(
            row => row.GetString(0),
            "SELECT value FROM secret WHERE environment = $1 AND service = $2 AND name = $3", environment.Number, service, name).FirstOrDefault();
        if (known is not null)
        {
            return known;
        }

        var secret = RandomNumberGenerator.GetString(Letters, 32);
        session.Run("INSERT INTO secret VALUES ($1, $2, $3, $4)", environment.Number, service, name, secret);
        return secret;
    }

    /// <summary>The environment that another one came from: branches come from the main one; where there is no such, from the one that was deployed
    /// first. Null for that one itself.</summary>
    public static ProjectEnvironment? ParentOf(this Session session, ProjectEnvironment environment)
    {
        var all = session.AllEnvironments().Where(other => other.Name.Project == environment.Name.Project).OrderBy(other => other.Number).ToList();
        var main = all.FirstOrDefault(other => other.Branch is "main" or "master") ?? all.FirstOrDefault();
        return main is null || main.Name == environment.Name ? null : main;
    }

    internal static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    internal static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static Project ReadProject(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Time(row.GetString(4)));

    private static ProjectEnvironment ReadEnvironment(SqliteDataReader row) => new(
        row.GetInt32(0),
        new EnvironmentName(row.GetString(1), row.GetString(2)),
        row.GetString(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetInt32(6) != 0,
        row.IsDBNull(7) ? null : row.GetInt32(7),
        Time(row.GetString(8)));
}
