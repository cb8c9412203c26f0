using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>The SQL that brings a MySQL server to the wanted schemas and users, from whatever was there before.</summary>
internal static class OracleMySqlProvision
{
    private const string ReadOnly = "SELECT, SHOW VIEW, CREATE TEMPORARY TABLES";

    // One for each of ServiceSettings.SchemaPrivileges.
    private static readonly Map<(string Schema, string Server)> Grants = new(
    [
        new("ro", (ReadOnly, "")),
        new("rw", ($"{ReadOnly}, INSERT, UPDATE, DELETE, EVENT, EXECUTE, INDEX, TRIGGER, LOCK TABLES", "")),
        new("admin", ("ALL PRIVILEGES", "")),
        new("replication", ($"{ReadOnly}, LOCK TABLES", "REPLICATION SLAVE, REPLICATION CLIENT")),
        new("replication-admin", ("", "REPLICATION_SLAVE_ADMIN, REPLICATION CLIENT")),
    ]);

    /// <summary>One statement a line. A user who is there keeps nothing but the name; users of endpoints that are gone are dropped.</summary>
    public static string Statements(Sequence<string> schemas, Sequence<MariaDbEndpoint> endpoints)
    {
        var users = endpoints.Select(endpoint => MariaDbProvision.Literal(endpoint.User));
        return string.Join("\n",
        [
            "ALTER USER 'root'@'localhost' ACCOUNT LOCK;",
            .. schemas.Select(schema => $"CREATE DATABASE IF NOT EXISTS {MariaDbProvision.Identifier(schema)};"),
            .. endpoints.SelectMany(User),
            $"SET @gone = (SELECT GROUP_CONCAT(QUOTE(User), '@', QUOTE(Host)) FROM mysql.user WHERE Host = '%' AND User NOT IN ({string.Join(", ", users.Append("''"))}));",
            "SET @gone = IFNULL(CONCAT('DROP USER ', @gone), 'DO 0');",
            "PREPARE gone FROM @gone;",
            "EXECUTE gone;",
        ]);
    }

    private static IEnumerable<string> User(MariaDbEndpoint endpoint)
    {
        var user = $"{MariaDbProvision.Literal(endpoint.User)}@'%'";
        yield return $"CREATE USER IF NOT EXISTS {user};";
        yield return $"ALTER USER {user} IDENTIFIED BY {MariaDbProvision.Literal(endpoint.Password)};";
        yield return $"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {user};";
        foreach (var (schema, privilege) in endpoint.Privileges)
        {
            var (onSchema, onServer) = Grants[privilege];
            if (onSchema.Length > 0)
            {
                yield return $"GRANT {onSchema} ON {MariaDbProvision.Pattern(schema)}.* TO {user};";
            }

            if (onServer.Length > 0)
            {
                yield return $"GRANT {onServer} ON *.* TO {user};";
            }
        }
    }
}
