using Microsoft.Data.Sqlite;

namespace Sundog.Deployments;

/// <summary>What Sundog remembers, in one SQLite file. What runs is not in it: that is asked of the kernel.</summary>
public sealed class Database
{
    // Each entry brings a database from the version of its index to the next one; entries are only ever added.
    private static readonly string[] s_migrations =
    [
        """
        CREATE TABLE project (
            id TEXT PRIMARY KEY,
            directory TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            entropy TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE environment (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL REFERENCES project (id),
            machine TEXT NOT NULL,
            branch TEXT NOT NULL,
            type TEXT NOT NULL,
            port INTEGER NOT NULL,
            wanted INTEGER NOT NULL,
            deployment INTEGER,
            created_at TEXT NOT NULL,
            UNIQUE (project, machine)
        ) STRICT;
        CREATE TABLE deployment (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            environment INTEGER NOT NULL REFERENCES environment (number) ON DELETE CASCADE,
            plan TEXT NOT NULL,
            files TEXT NOT NULL,
            hooks_done INTEGER NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE secret (
            environment INTEGER NOT NULL REFERENCES environment (number) ON DELETE CASCADE,
            service TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (environment, service, name)
        ) STRICT;
        CREATE TABLE cable (
            environment INTEGER NOT NULL REFERENCES environment (number) ON DELETE CASCADE,
            key TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (environment, key)
        ) STRICT;
        CREATE TABLE activity (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            type TEXT NOT NULL,
            subject TEXT NOT NULL,
            state TEXT NOT NULL,
            result TEXT,
            created_at TEXT NOT NULL,
            started_at TEXT,
            completed_at TEXT
        ) STRICT;
        CREATE TABLE activity_log (
            activity INTEGER NOT NULL REFERENCES activity (number) ON DELETE CASCADE,
            line INTEGER NOT NULL,
            at TEXT NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (activity, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE variable (
            project TEXT NOT NULL,
            machine TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            is_json INTEGER NOT NULL,
            is_sensitive INTEGER NOT NULL,
            visible_build INTEGER NOT NULL,
            visible_runtime INTEGER NOT NULL,
            is_enabled INTEGER NOT NULL,
            application TEXT NOT NULL,
            PRIMARY KEY (project, machine, name)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE size (
            environment INTEGER NOT NULL REFERENCES environment (number) ON DELETE CASCADE,
            container TEXT NOT NULL,
            cpu REAL,
            count INTEGER,
            disk INTEGER,
            PRIMARY KEY (environment, container)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE uses_images (
            environment INTEGER PRIMARY KEY REFERENCES environment (number) ON DELETE CASCADE
        ) STRICT;
        """,
        """
        CREATE TABLE strategy (
            environment INTEGER NOT NULL REFERENCES environment (number) ON DELETE CASCADE,
            container TEXT NOT NULL,
            rolling INTEGER NOT NULL,
            PRIMARY KEY (environment, container)
        ) STRICT, WITHOUT ROWID;
        """,
    ];

    // What an earlier version does without, and leaves as it is: it can still read the database. Made again at each start where it is not there.
    private const string Additions = """
        CREATE TABLE IF NOT EXISTS own_variable (
            project TEXT NOT NULL,
            machine TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (project, machine, name)
        ) STRICT, WITHOUT ROWID;
        """;

    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int WriteFailed = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int LockFailed = 15;

    // SQLite has one writer at a time and lets the others look again and again, the unlucky ones until they give up. Here they wait in turn.
    private readonly Lock _turn = new();

    private readonly string _connection;
    private readonly string _path;
    private readonly Reserve _reserve;

    /// <summary>Opens the file, making or migrating it.</summary>
    public Database(string path)
    {
        _path = path;
        _reserve = new Reserve(path + ".reserve");
        _connection = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true }.ToString();
        using var connection = Open();
        Execute(connection, "PRAGMA journal_mode = WAL");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Migrate(connection);
        _reserve.Take();
    }

    /// <summary>Does the work in one transaction: all of it is kept, or nothing.</summary>
    /// <exception cref="DeploymentException">The disk is full, or the file cannot be used now for another reason; it may be tried again.</exception>
    public T Do<T>(Func<Session, T> work)
    {
        try
        {
            return DoOnce(work);
        }
        catch (SqliteException exception) when (MayPass(exception))
        {
            if (exception.SqliteErrorCode is Full or WriteFailed or CannotOpen)
            {
                _reserve.Release();
            }
        }

        try
        {
            return DoOnce(work);
        }
        catch (SqliteException exception) when (MayPass(exception))
        {
            throw new DeploymentException($"{_path} cannot be written: {exception.Message}. Is the disk full, or is another program at the file?");
        }
    }

    /// <summary>Looks whether there is space for something that should not stop half-way.</summary>
    /// <exception cref="DeploymentException">There is not.</exception>
    public void RequireSpace()
    {
        _reserve.Take();
        _reserve.Require();
    }

    /// <inheritdoc cref="Do{T}"/>
    public void Do(Action<Session> work) => Do(session =>
    {
        work(session);
        return true;
    });

    private T DoOnce<T>(Func<Session, T> work)
    {
        using var turn = _turn.EnterScope();
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        var result = work(new Session(connection, transaction));
        transaction.Commit();
        return result;
    }

    private static bool MayPass(SqliteException exception) =>
        exception.SqliteErrorCode is Busy or Locked or ReadOnly or WriteFailed or Full or CannotOpen or LockFailed;

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL");
        return connection;
    }

    private static void Migrate(SqliteConnection connection)
    {
        using var ask = connection.CreateCommand();
        ask.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(ask.ExecuteScalar());
        if (version > s_migrations.Length)
        {
            throw new DeploymentException("the state directory was written by a newer Sundog; install that version again");
        }

        for (; version < s_migrations.Length; version++)
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
#pragma warning disable CA2100 // The text is a constant of this file.
            command.CommandText = s_migrations[version] + $"PRAGMA user_version = {version + 1}";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            transaction.Commit();
        }

        Execute(connection, Additions);
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}

/// <summary>A transaction in which tables are read and written.</summary>
public sealed class Session(SqliteConnection connection, SqliteTransaction transaction)
{
    /// <summary>Runs a statement whose values are parameters <c>$1</c>, <c>$2</c>...</summary>
    /// <returns>How many rows it changed.</returns>
    internal int Run(string text, params ReadOnlySpan<object?> values)
    {
        using var command = Command(text, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The rows that a query gives.</summary>
    internal List<T> List<T>(Func<SqliteDataReader, T> read, string text, params ReadOnlySpan<object?> values)
    {
        using var command = Command(text, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private SqliteCommand Command(string text, ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Callers pass constants; values are parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        }

        return command;
    }
}
