using System.Text;
using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>A PostgreSQL endpoint and its user.</summary>
internal sealed record PostgreSqlEndpoint(string Name, string User, string Password, string? Database, Map<string> Privileges, bool Replication);

/// <summary>What a new database starts with.</summary>
internal sealed record PostgreSqlLocale(string Charset, string Collation, string Ctype);

/// <summary>The script for <c>psql</c> that brings a PostgreSQL server to the wanted databases and users, from whatever was there before.</summary>
/// <remarks>Only an owner may alter what is in a database. So the user of its <c>admin</c> endpoint owns a database; where there is more
/// than one, a role that owns it and as which they act. Databases that are gone stay, with nobody who may connect.</remarks>
internal sealed record PostgreSqlProvision(
    Sequence<string> Databases, Sequence<PostgreSqlEndpoint> Endpoints, Sequence<string> Extensions, PostgreSqlLocale Locale)
{
    public string Script()
    {
        var script = new StringBuilder();
        // A statement that fails must not bring a password into the log.
        script.AppendLine("SET log_min_error_statement = panic;\nSET client_min_messages = warning;");
        foreach (var owner in Databases.Select(Owner).Where(IsShared).Distinct())
        {
            script.AppendLine(IfMissing("pg_roles", "rolname", owner, $"CREATE ROLE {Identifier(owner)} NOLOGIN"));
        }

        foreach (var endpoint in Endpoints)
        {
            script.AppendLine(IfMissing("pg_roles", "rolname", endpoint.User, $"CREATE ROLE {Identifier(endpoint.User)}"));
            script.AppendLine($"ALTER ROLE {Identifier(endpoint.User)} LOGIN {(endpoint.Replication ? "" : "NO")}REPLICATION PASSWORD {Literal(endpoint.Password)};");
        }

        foreach (var database in Databases)
        {
            script.AppendLine(IfMissing("pg_database", "datname", database,
                $"CREATE DATABASE {Identifier(database)} TEMPLATE template0 ENCODING {Literal(Locale.Charset)}"
                + $" LC_COLLATE {Literal(Locale.Collation)} LC_CTYPE {Literal(Locale.Ctype)}"));
        }

        script.AppendLine($"""
            SELECT format('REVOKE %I FROM %I', owner.rolname, member.rolname)
              FROM pg_auth_members JOIN pg_roles owner ON owner.oid = roleid JOIN pg_roles member ON member.oid = pg_auth_members.member
              WHERE owner.rolname LIKE '%{SharedSuffix}' \gexec
            """);

        // A database that has left the file: its owner of old may go, its content stays.
        script.AppendLine($"""
            SELECT format('ALTER DATABASE %I OWNER TO postgres', datname), format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname)
              FROM pg_database WHERE datname NOT IN ({List([.. Databases, "postgres", "template0", "template1"])}) \gexec
            """);
        foreach (var database in Databases)
        {
            AppendDatabase(script, database);
        }

        // Only now, for what a role loses in one database are also its databases, and its rights on all of them.
        script.AppendLine(@"\connect postgres");
        foreach (var database in Databases)
        {
            script.AppendLine($"ALTER DATABASE {Identifier(database)} OWNER TO {Identifier(Owner(database))};");
            foreach (var endpoint in Endpoints.Where(endpoint => endpoint.Privileges.ContainsKey(database)))
            {
                script.AppendLine($"GRANT CONNECT, TEMPORARY ON DATABASE {Identifier(database)} TO {Identifier(endpoint.User)};");
            }
        }

        AppendGone(script);
        return script.ToString();
    }

    private void AppendDatabase(StringBuilder script, string database)
    {
        var owner = Owner(database);
        script.AppendLine($"\\connect {Identifier(database)}\nSET log_min_error_statement = panic;\nSET client_min_messages = warning;\nBEGIN;");
        // Everything becomes the owner's; then a role that owns nothing loses every right that it had.
        script.AppendLine($"""
            SELECT format('REASSIGN OWNED BY %I TO {Identifier(owner).Replace("'", "''")}', rolname), format('DROP OWNED BY %I', rolname)
              FROM pg_roles WHERE rolname NOT LIKE 'pg\_%' AND rolname NOT IN ({List(["postgres", owner])}) \gexec
            """);
        script.AppendLine($"ALTER DATABASE {Identifier(database)} OWNER TO {Identifier(owner)};");
        script.AppendLine($"REVOKE ALL ON DATABASE {Identifier(database)} FROM PUBLIC;");
        script.AppendLine($"REVOKE CREATE ON SCHEMA public FROM PUBLIC;\nGRANT ALL ON SCHEMA public TO {Identifier(owner)};");
        foreach (var extension in Extensions)
        {
            script.AppendLine($"CREATE EXTENSION IF NOT EXISTS {Identifier(extension)} CASCADE;");
        }

        foreach (var endpoint in Endpoints)
        {
            script.AppendLine($"ALTER ROLE {Identifier(endpoint.User)} IN DATABASE {Identifier(database)} RESET role;");
            if (endpoint.Privileges.TryGetValue(database, out var privilege))
            {
                AppendGrants(script, database, owner, Identifier(endpoint.User), privilege);
            }
        }

        script.AppendLine("COMMIT;");
    }

    private static void AppendGrants(StringBuilder script, string database, string owner, string user, string privilege)
    {
        if (privilege == "admin")
        {
            if (IsShared(owner))
            {
                script.AppendLine($"GRANT {Identifier(owner)} TO {user};\nALTER ROLE {user} IN DATABASE {Identifier(database)} SET role = {Literal(owner)};");
            }

            return;
        }

        var writes = privilege == "rw";
        (string Kind, string Rights)[] rights =
        [
            ("TABLES", writes ? "SELECT, INSERT, UPDATE, DELETE" : "SELECT"),
            ("SEQUENCES", writes ? "USAGE, SELECT, UPDATE" : "SELECT"),
        ];
        script.AppendLine($"ALTER DEFAULT PRIVILEGES FOR ROLE {Identifier(owner)} GRANT USAGE ON SCHEMAS TO {user};");
        foreach (var (kind, granted) in rights)
        {
            script.AppendLine($"ALTER DEFAULT PRIVILEGES FOR ROLE {Identifier(owner)} GRANT {granted} ON {kind} TO {user};");
        }

        var quoted = user.Replace("'", "''");
        script.AppendLine($"""
            SELECT format('GRANT USAGE ON SCHEMA %I TO {quoted}', nspname),
                {string.Join(", ", rights.Select(right => $"format('GRANT {right.Rights} ON ALL {right.Kind} IN SCHEMA %I TO {quoted}', nspname)"))}
              FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' \gexec
            """);
    }

    // Roles of endpoints that are gone. One that still owns something, in a database that has left the file, only may not log in any more.
    private void AppendGone(StringBuilder script)
    {
        var kept = Endpoints.Select(endpoint => endpoint.User).Concat(Databases.Select(Owner)).Append("postgres");
        script.AppendLine("\\set ON_ERROR_STOP off\nSET log_min_messages = fatal;\nSET client_min_messages = fatal;");
        script.AppendLine($"""
            SELECT format('ALTER ROLE %I NOLOGIN PASSWORD NULL', rolname), format('DROP ROLE %I', rolname)
              FROM pg_roles WHERE rolname NOT LIKE 'pg\_%' AND rolname NOT IN ({List(kept)}) \gexec
            """);
    }

    private string Owner(string database)
    {
        var admins = Endpoints.Where(endpoint => endpoint.Privileges.TryGetValue(database, out var privilege) && privilege == "admin").ToArray();
        return admins switch
        {
            [] => "postgres",
            [var only] => only.User,
            _ => $"{database}{SharedSuffix}",
        };
    }

    // No endpoint's name has a space in it.
    private const string SharedSuffix = " admins";

    private static bool IsShared(string owner) => owner.EndsWith(SharedSuffix, StringComparison.Ordinal);

    private static string IfMissing(string catalogue, string column, string name, string statement) =>
        $"SELECT {Literal(statement)} WHERE NOT EXISTS (SELECT FROM {catalogue} WHERE {column} = {Literal(name)}) \\gexec";

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Distinct().Select(Literal));

    private static string Literal(string text) => $"'{text.Replace("'", "''")}'";

    private static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"")}\"";
}
