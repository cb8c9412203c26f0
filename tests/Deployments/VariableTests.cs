using Microsoft.Data.Sqlite;
using Sundog.Planning;

namespace Sundog.Deployments.Tests;

/// <summary>Which of several variables of one name an environment has.</summary>
public sealed class VariableTests : IDisposable
{
    private static readonly EnvironmentName s_main = new("shop", "main");
    private static readonly EnvironmentName s_branch = new("shop", "new-design");

    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-variables-").FullName;
    private readonly Database _database;

    public VariableTests()
    {
        _database = new Database(Path.Combine(_directory, "sundog.db"));
        _database.Do(session =>
        {
            var project = session.AddProject("/srv/shop", DateTimeOffset.UnixEpoch);
            foreach (var name in new[] { s_main, s_branch })
            {
                session.AddEnvironment(name with { Project = project.Id }, name.Machine, "development", 8080, DateTimeOffset.UnixEpoch);
            }
        });
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void An_environment_s_variable_beats_the_project_s()
    {
        Keep(null, "env:COLOR", "project");
        Assert.Equal("project", Value(s_main, "env:COLOR"));
        Keep("main", "env:COLOR", "main");
        Assert.Equal("main", Value(s_main, "env:COLOR"));
    }

    [Fact]
    public void A_branch_has_the_variables_of_the_main_environment_and_its_own_beat_them()
    {
        Keep(null, "env:COLOR", "project");
        Keep("main", "env:COLOR", "main");
        Assert.Equal("main", Value(s_branch, "env:COLOR"));
        Keep("new-design", "env:COLOR", "branch");
        Assert.Equal("branch", Value(s_branch, "env:COLOR"));
        Assert.Equal("main", Value(s_main, "env:COLOR"));
    }

    [Fact]
    public void A_variable_that_is_not_inheritable_stays_where_it_is()
    {
        Keep(null, "env:COLOR", "project");
        Keep("main", "env:COLOR", "main", isInheritable: false);
        Assert.Equal("main", Value(s_main, "env:COLOR"));
        Assert.Equal("project", Value(s_branch, "env:COLOR"));
        Keep("main", "env:COLOR", "main", isInheritable: true);
        Assert.Equal("main", Value(s_branch, "env:COLOR"));
    }

    [Fact]
    public void One_that_is_not_enabled_is_nobody_s_and_hides_what_would_be_inherited()
    {
        Keep("main", "env:COLOR", "main");
        Keep("new-design", "env:COLOR", "branch", isEnabled: false);
        Assert.Null(Value(s_branch, "env:COLOR"));
        Assert.Equal("main", Value(s_main, "env:COLOR"));
    }

    private void Keep(string? machine, string name, string value, bool isInheritable = true, bool isEnabled = true) => _database.Do(session =>
        session.KeepVariable(new Variable { Project = Project(session), Machine = machine, Name = name, Value = value, IsInheritable = isInheritable, IsEnabled = isEnabled }));

    // A later one beats an earlier one.
    private string? Value(EnvironmentName environment, string name) => _database.Do(session =>
        session.EffectiveVariables(environment with { Project = Project(session) }).LastOrDefault(variable => variable.Name == name)?.Value);

    private static string Project(Session session) => session.AllProjects().Single().Id;
}
