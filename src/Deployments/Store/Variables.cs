using System.Text.Json;
using Microsoft.Data.Sqlite;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>A variable that is set outside of the files.</summary>
public sealed record Variable
{
    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>The environment's machine name; null: the whole project's.</summary>
    public string? Machine { get; init; }

    /// <summary>Its name, <c>env:</c> in front makes it an environment variable.</summary>
    public required string Name { get; init; }

    /// <summary>Its value as it was given.</summary>
    public required string Value { get; init; }

    /// <summary>Whether the value is JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether the value is shown to nobody but the instances.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>Whether builds see it.</summary>
    public bool IsVisibleAtBuild { get; init; } = true;

    /// <summary>Whether instances see it.</summary>
    public bool IsVisibleAtRuntime { get; init; } = true;

    /// <summary>Whether the environments have it too that came from its own.</summary>
    public bool IsInheritable { get; init; } = true;

    /// <summary>Whether it is in force.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The application that sees it; null: all.</summary>
    public string? Application { get; init; }

    /// <summary>As planning knows it.</summary>
    /// <exception cref="DeploymentException">It says that it is JSON and is not.</exception>
    public ExternalVariable ToExternal()
    {
        Value value = new Value.Text(Value);
        if (IsJson)
        {
            try
            {
                using var document = JsonDocument.Parse(Value);
                value = JsonValues.Of(document.RootElement);
            }
            catch (JsonException)
            {
                throw new DeploymentException($"the value of the variable {Name} is not JSON");
            }
        }

        return new ExternalVariable(Name, value, IsVisibleAtBuild, IsVisibleAtRuntime, Application);
    }
}

/// <summary>Variables in the database.</summary>
public static class Variables
{
    private const string Columns =
        "project, machine, name, value, is_json, is_sensitive, visible_build, visible_runtime, is_enabled, application";

    private const string IsOwn =
        "EXISTS (SELECT 1 FROM own_variable AS own WHERE own.project = variable.project AND own.machine = variable.machine AND own.name = variable.name)";

    /// <summary>The variables of a project, or of one of its environments.</summary>
    public static List<Variable> VariablesOf(this Session session, string project, string? machine) =>
        session.List(Read, $"SELECT {Columns}, {IsOwn} FROM variable WHERE project = $1 AND machine = $2 ORDER BY name", project, machine ?? "");

    /// <summary>One variable; null when there is none of that name at that level.</summary>
    public static Variable? FindVariable(this Session session, string project, string? machine, string name) =>
        session.VariablesOf(project, machine).FirstOrDefault(variable => variable.Name == name);

    /// <summary>The variables that an environment's applications see: the project's, then those that its parent hands on, then its own; a later one
    /// beats an earlier one of its name.</summary>
    public static List<Variable> EffectiveVariables(this Session session, EnvironmentName environment)
    {
        var parent = session.FindEnvironment(environment) is { } known ? session.ParentOf(known) : null;
        var inherited = parent is null ? [] : session.VariablesOf(environment.Project, parent.Name.Machine).Where(variable => variable.IsInheritable);

        // An environment's own takes the place of the one it would inherit, also where it is not in force.
        var ofEnvironment = inherited.Concat(session.VariablesOf(environment.Project, environment.Machine)).GroupBy(variable => variable.Name).Select(named => named.Last());
        return [.. session.VariablesOf(environment.Project, null).Concat(ofEnvironment).Where(variable => variable.IsEnabled)];
    }

    /// <summary>Keeps a variable, in the place of one of the same level and name.</summary>
    public static void KeepVariable(this Session session, Variable variable)
    {
        _ = variable.ToExternal();
        session.RemoveVariable(variable);
        session.Run(
            $"INSERT INTO variable ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            variable.Project, variable.Machine ?? "", variable.Name, variable.Value, variable.IsJson ? 1 : 0, variable.IsSensitive ? 1 : 0,
            variable.IsVisibleAtBuild ? 1 : 0, variable.IsVisibleAtRuntime ? 1 : 0, variable.IsEnabled ? 1 : 0, variable.Application ?? "");
        if (!variable.IsInheritable)
        {
            session.Run("INSERT INTO own_variable VALUES ($1, $2, $3)", variable.Project, variable.Machine ?? "", variable.Name);
        }
    }

    /// <summary>Forgets a variable.</summary>
    public static void RemoveVariable(this Session session, Variable variable)
    {
        foreach (var table in (string[])["variable", "own_variable"])
        {
            session.Run($"DELETE FROM {table} WHERE project = $1 AND machine = $2 AND name = $3", variable.Project, variable.Machine ?? "", variable.Name);
        }
    }

    private static Variable Read(SqliteDataReader row) => new()
    {
        Project = row.GetString(0),
        Machine = row.GetString(1) is { Length: > 0 } machine ? machine : null,
        Name = row.GetString(2),
        Value = row.GetString(3),
        IsJson = row.GetInt32(4) != 0,
        IsSensitive = row.GetInt32(5) != 0,
        IsVisibleAtBuild = row.GetInt32(6) != 0,
        IsVisibleAtRuntime = row.GetInt32(7) != 0,
        IsEnabled = row.GetInt32(8) != 0,
        IsInheritable = row.GetInt32(10) == 0,
        Application = row.GetString(9) is { Length: > 0 } application ? application : null,
    };
}
