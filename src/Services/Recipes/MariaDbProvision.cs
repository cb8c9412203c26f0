using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>A MariaDB endpoint and its user.</summary>
internal sealed record MariaDbEndpoint(string Name, string User, string Password, string? DefaultSchema, Map<string> Privileges)
{
    /// <summary>The endpoint by which replicas copy the primary.</summary>
    public const string Replicator = "replicator";

    /// <summary>Whether it is of use only with a binary log.</summary>
    public bool NeedsLog => Name == Replicator || Privileges.Values.Any(privilege => privilege.StartsWith("replication", StringComparison.Ordinal));
}

/// <summary>The SQL that brings a MariaDB server to the wanted schemas and users, from whatever was there before.</summary>
internal static class MariaDbProvision
{
    /// <summary>The user by whom the container asks whether the server answers.</summary>
    public const string Probe = "sundog";

    private const string ReadOnly = "SELECT, SHOW VIEW, CREATE TEMPORARY TABLES";

    // One for each of ServiceSettings.SchemaPrivileges.
    private static readonly Map<(string Schema, string Server)> Grants = new(
    [
        new("ro", (ReadOnly, "")),
        new("rw", ($"{ReadOnly}, INSERT, UPDATE, DELETE, EVENT, EXECUTE, INDEX, TRIGGER, LOCK TABLES", "")),
        new("admin", ("ALL PRIVILEGES", "")),
        new("replication", ($"{ReadOnly}, LOCK TABLES", "REPLICATION SLAVE, BINLOG MONITOR")),
        new("replication-admin", ("", "REPLICATION SLAVE ADMIN, SLAVE MONITOR, BINLOG MONITOR")),
    ]);

    // A replica begins with a copy of everything; what it reads afterwards is everything, too.
    private const string Replication = "REPLICATION SLAVE, BINLOG MONITOR, SELECT, SHOW VIEW, LOCK TABLES, RELOAD, EVENT, TRIGGER, PROCESS";

    /// <summary>One statement a line. Users are made anew, which takes from them what they are no longer granted; users of endpoints that
    /// are gone are dropped; schemas that are gone stay, with nobody who may see them. Replicas run the same statements: the users' are
    /// not for the log that replicas read.</summary>
    public static string Statements(Sequence<string> schemas, Sequence<MariaDbEndpoint> endpoints)
    {
        var users = endpoints.Select(endpoint => Literal(endpoint.User));
        return string.Join("\n",
        [
            .. schemas.Select(schema => $"CREATE DATABASE IF NOT EXISTS {Identifier(schema)};"),
            "SET SESSION sql_log_bin = 0;",
            .. endpoints.SelectMany(User),
            "SET @gone = (SELECT GROUP_CONCAT(QUOTE(User), '@', QUOTE(Host)) FROM mysql.user"
                + $" WHERE Host = '%' AND is_role = 'N' AND User NOT IN ({string.Join(", ", users.Append("''"))}));",
            "EXECUTE IMMEDIATE IFNULL(CONCAT('DROP USER ', @gone), 'DO 0');",
            $"CREATE OR REPLACE USER {Literal(Probe)}@'localhost';",
        ]);
    }

    private static IEnumerable<string> User(MariaDbEndpoint endpoint)
    {
        var user = $"{Literal(endpoint.User)}@'%'";
        yield return $"CREATE OR REPLACE USER {user} IDENTIFIED BY {Literal(endpoint.Password)};";
        if (endpoint.Name == MariaDbEndpoint.Replicator)
        {
            yield return $"GRANT {Replication} ON *.* TO {user};";
        }

        foreach (var (schema, privilege) in endpoint.Privileges)
        {
            var (onSchema, onServer) = Grants[privilege];
            if (onSchema.Length > 0)
            {
                yield return $"GRANT {onSchema} ON {Pattern(schema)}.* TO {user};";
            }

            if (onServer.Length > 0)
            {
                yield return $"GRANT {onServer} ON *.* TO {user};";
            }
        }
    }

    /// <summary>A text in a statement.</summary>
    public static string Literal(string text) => $"'{text.Replace(@"\", @"\\").Replace("'", "''")}'";

    /// <summary>A name in a statement.</summary>
    public static string Identifier(string name) => $"`{name.Replace("`", "``")}`";

    /// <summary>A schema in a grant, whose name is a pattern in which <c>_</c> stands for any character.</summary>
    public static string Pattern(string schema) => Identifier(schema.Replace("_", @"\_").Replace("%", @"\%"));
}
