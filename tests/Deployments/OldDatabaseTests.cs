using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Data.Sqlite;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments.Tests;

/// <summary>The databases of all versions so far, kept as text in <c>Databases</c>: this version opens each and reads everything. When the tables change,
/// <c>SUNDOG_WRITE_DOCS=1</c> writes the dump of this version too, to be named by its number.</summary>
public sealed class OldDatabaseTests : IDisposable
{
    private static readonly string s_root = typeof(OldDatabaseTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Root").Value!;

    private static readonly DateTimeOffset s_time = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-databases-").FullName;

    public static TheoryData<string> Dumps => [.. Directory.GetFiles(Folder, "*.sql").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Databases");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public void A_database_of_each_version_so_far_is_opened_and_everything_in_it_is_read(string dump) => Open(dump).Do(session =>
    {
        var version = int.Parse(Path.GetFileNameWithoutExtension(dump).Split('-')[0], CultureInfo.InvariantCulture);
        var project = Assert.Single(session.AllProjects());
        Assert.Equal(("/srv/shop", s_time), (project.Directory, project.CreatedAt));
        var environment = session.FindEnvironment(new EnvironmentName(project.Id, "main"))!;
        Assert.Equal(("main", "development", 8080, true), (environment.Branch, environment.Type, environment.Port, environment.IsWanted));

        var current = session.CurrentDeployment(environment)!;
        Assert.True(current.HooksDone);
        Assert.Equal("files 2", current.Files);
        Assert.Equal("exec ./work", Assert.Single(current.Plan.Instances).Commands.Start);
        Assert.Equal("secret of the worker", current.Plan.Instances.Single().Environment["TOKEN"]);
        Assert.Equal(["files 2", "files 1"], session.RecentDeployments(environment, 10).Select(deployment => deployment.Files));

        Assert.Equal([("env:COLOR", "blue", false), ("json", "[1]", true)], session.VariablesOf(project.Id, null).Select(one => (one.Name, one.Value, one.IsJson)));
        var sensitive = Assert.Single(session.VariablesOf(project.Id, "main"));
        Assert.Equal(("env:TOKEN", true, false, false, true, "app"), (
            sensitive.Name, sensitive.IsSensitive, sensitive.IsVisibleAtBuild, sensitive.IsEnabled, sensitive.IsVisibleAtRuntime, sensitive.Application));

        Assert.Equal(7, session.CableNumbers(environment)["app--queue.0 db.0"]);
        Assert.Equal("known", session.Secret(environment, "db", "main"));
        Assert.Equal(["complete success", "in_progress "], session.RecentActivities(environment.Name, 10).Reverse<Activity>().Select(one => $"{one.State} {one.Result}"));
        Assert.Equal(["one", "two"], session.LogOf(session.RecentActivities(environment.Name, 10)[1], 0).Select(line => line.Message));
        Assert.Equal("environment.push", Assert.Single(session.OpenActivities()).Type);

        Assert.Equal(version >= 2, session.UsesImages(environment));
        Assert.Equal(version >= 2 ? new ContainerSize(0.5, 2, 1024) : null, session.SizesOf(environment).GetValueOrDefault("app--queue"));
        Assert.Equal(version >= 3 ? Strategy.Rolling : default, session.StrategiesOf(environment).GetValueOrDefault("app--queue"));
        Assert.Equal(!dump.Contains("own", StringComparison.Ordinal), sensitive.IsInheritable);
    });

    [Fact]
    public void This_version_s_database_is_among_them()
    {
        var now = Tables(Path.Combine(_directory, "now.db"), path => Fill(new Database(path)));
        if (Environment.GetEnvironmentVariable("SUNDOG_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(s_root, "tests/Deployments/Databases/new.sql"), Dump(Path.Combine(_directory, "now.db")));
        }

        Assert.Contains(now, Dumps.Select((dump, index) => Tables(Path.Combine(_directory, $"{index}.db"), path => Load(dump.Data, path))));
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        var path = Path.Combine(_directory, "newer.db");
        Fill(new Database(path));
        Run(path, "PRAGMA user_version = 1000");
        Assert.Contains("newer Sundog", Assert.Throws<DeploymentException>(() => new Database(path)).Message, StringComparison.Ordinal);
        Assert.Equal("1000", Assert.Single(Rows(path, "PRAGMA user_version"))[0]);
    }

    private static void Fill(Database database) => database.Do(session =>
    {
        var project = session.AddProject("/srv/shop", s_time);
        var environment = session.AddEnvironment(new EnvironmentName(project.Id, "main"), "main", "development", 8080, s_time);
        session.Want(environment, true);
        session.AddDeployment(environment, PlanOf(environment.Name, "exec ./work before"), "files 1", hooksDone: false, s_time);
        var deployment = session.AddDeployment(environment, PlanOf(environment.Name, "exec ./work"), "files 2", hooksDone: false, s_time);
        session.HooksDone(deployment);
        session.KeepVariable(new Variable { Project = project.Id, Name = "env:COLOR", Value = "blue" });
        session.KeepVariable(new Variable { Project = project.Id, Name = "json", Value = "[1]", IsJson = true });
        session.KeepVariable(new Variable
        {
            Project = project.Id,
            Machine = "main",
            Name = "env:TOKEN",
            Value = "token",
            IsSensitive = true,
            IsVisibleAtBuild = false,
            IsEnabled = false,
            Application = "app",
            IsInheritable = false,
        });
        session.KeepCableNumbers(environment, new Map<int>([KeyValuePair.Create("app--queue.0 db.0", 7)]));
        session.Run("INSERT INTO secret VALUES ($1, 'db', 'main', 'known')", environment.Number);
        var push = session.AddActivity(environment.Name, "environment.push", "", s_time);
        session.Begin(push, s_time);
        session.Log(push, new LogLine(0, s_time, "one"));
        session.Log(push, new LogLine(1, s_time, "two"));
        session.Complete(push, success: true, isCancelled: false, s_time);
        session.Begin(session.AddActivity(environment.Name, "environment.push", "", s_time), s_time);
        session.UseImages(environment, true);
        session.KeepSizes(environment, new Map<ContainerSize>([KeyValuePair.Create("app--queue", new ContainerSize(0.5, 2, 1024))]));
        session.SetStrategies(environment, new Dictionary<string, bool> { ["app--queue"] = false }, ["app--queue:rolling"]);
    });

    private static Plan PlanOf(EnvironmentName environment, string start) => new(
        environment,
        [],
        [
            new InstancePlan
            {
                Name = new InstanceName("app--queue", 0),
                Kind = InstanceKind.Worker,
                Type = new("python", "3.13"),
                Application = "app",
                Commands = new(null, start, null),
                Directory = "/app",
                Environment = new Map<string>([KeyValuePair.Create("TOKEN", "secret of the worker")]),
                Limits = new(0.5, 256, 512),
            },
        ],
        []);

    private Database Open(string dump)
    {
        var path = Path.Combine(_directory, "sundog.db");
        Load(dump, path);
        return new Database(path);
    }

    private static void Load(string dump, string path) => Run(path, File.ReadAllText(Path.Combine(Folder, dump)));

    private static string Tables(string path, Action<string> make)
    {
        make(path);
        return string.Join('\n', Rows(path, "SELECT name FROM sqlite_master ORDER BY name").SelectMany(table =>
            Rows(path, $"SELECT '{table[0]}', name, type, \"notnull\", pk FROM pragma_table_info('{table[0]}')").Select(column => string.Join(' ', column))));
    }

    private static string Dump(string path)
    {
        var text = new StringBuilder();
        foreach (var table in Rows(path, "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{table[1]};");
            foreach (var row in Rows(path, $"SELECT * FROM {table[0]}"))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"INSERT INTO {table[0]} VALUES ({string.Join(", ", row.Select(value => value is null ? "NULL" : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"))});");
            }
        }

        return text.AppendLine(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Rows(path, "PRAGMA user_version")[0][0]};").ToString();
    }

    private static void Run(string path, string text)
    {
        using var connection = new SqliteConnection($"Data Source={path};Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static List<string?[]> Rows(string path, string query)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetString(column))]);
        }

        return rows;
    }
}
