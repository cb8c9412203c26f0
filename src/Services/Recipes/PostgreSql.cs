using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>PostgreSQL.</summary>
/// <remarks>The administrator <c>postgres</c> has no password and is let in by the Unix socket alone, which only the container has.</remarks>
internal sealed class PostgreSql : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["postgresql"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        var extensions = configuration.Names("extensions");
        var (databases, endpoints, defaultEndpoint) = Endpoints(configuration, context);
        var provision = new PostgreSqlProvision(databases, endpoints, extensions, new(
            configuration.TextOf("default_charset", "UTF8"),
            configuration.TextOf("default_collation", "C.UTF-8"),
            configuration.TextOf("default_ctype", "C.UTF-8")));
        return new()
        {
            Commands = new(PreStart(Major(service), Create), Start(memory, memory, endpoints.Any(endpoint => endpoint.Replication) ? Log : []), PostStart),
            Environment = new([new("SUNDOG_PROVISION", provision.Script())]),
            Endpoints = endpoints.ToMap(endpoint => endpoint.Name, endpoint => new Endpoint(endpoint.Name, "pgsql", 5432)
            {
                Username = endpoint.User,
                Password = endpoint.Password,
                Path = endpoint.Database,
                Query = Endpoint.Primary,
            }),
            DefaultEndpoint = defaultEndpoint,
            Ports = [5432],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Host = [new(
                ["postgresql", .. extensions.Select(Package).OfType<string>().Distinct()],
                ["/usr/lib/postgresql/*/bin/postgres", "/usr/lib/postgresql/*/bin/psql"],
                ["sh", "-c", Version, "sh", Major(service)])],
            Image = service.ImageOf("postgres"),
        };
    }

    public const int MinimumDisk = 256;

    // So much of its log is kept for replicas that are away.
    private static readonly Sequence<string> Log = ["wal_keep_size=64MB"];

    private static (Sequence<string>, Sequence<PostgreSqlEndpoint>, string?) Endpoints(ServiceConfiguration configuration, ServiceContext context)
    {
        // Half a configuration is filled in, other than MariaDB's.
        var databases = configuration.Has("databases") ? configuration.Names("databases") : ["main"];
        if (!configuration.Has("endpoints"))
        {
            var everything = databases.ToMap(database => database, _ => "admin");
            return configuration.Has("databases")
                ? (databases, [new("main", "main", context.Secret("endpoint main"), databases is [var first, ..] ? first : null, everything, false)], "main")
                : (databases, [new("postgresql", "main", "main", "main", everything, false)], "postgresql");
        }

        var endpoints = DatabaseEndpoint.Read(configuration, "databases", "default_database", databases, [.. ServiceSettings.DatabasePrivileges]);
        return (
            databases,
            endpoints.Select(endpoint => new PostgreSqlEndpoint(
                endpoint.Name,
                configuration.NotReserved("endpoints", endpoint.Name, "postgres", "public", "none"),
                context.Secret($"endpoint {endpoint.Name}"),
                endpoint.Database,
                endpoint.Privileges,
                endpoint.Replication)).ToSequence(),
            DatabaseEndpoint.Default(endpoints, "postgresql"));
    }

    // Of the extensions that are not PostgreSQL's own, those that Debian has.
    private static string? Package(string extension) => extension switch
    {
        _ when extension.StartsWith("postgis", StringComparison.Ordinal) || extension.StartsWith("address_standardizer", StringComparison.Ordinal) =>
            "postgresql-postgis",
        "vector" => "postgresql-15-pgvector",
        _ => null,
    };

    /// <summary>The release that is asked for.</summary>
    public static string Major(Service service) => service.Type.Version.Split('.')[0];

    private const string Version =
        """
        for release in "/usr/lib/postgresql/$1" $(ls -d /usr/lib/postgresql/* | sort -rV); do
          if [ -x "$release/bin/postgres" ]; then exec "$release/bin/postgres" --version; fi
        done
        """;

    private const string Create =
        """
        /run/postgresql/bin/initdb --pgdata=/mnt/postgresql.new --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
          > /run/postgresql/initdb.log 2>&1 || { cat /run/postgresql/initdb.log >&2; exit 1; }
        """;

    /// <summary>Releases stand side by side: the one that wrote the data must be taken, for new data the one asked for, otherwise the newest.</summary>
    /// <param name="asked">The release that is asked for; it may be empty.</param>
    /// <param name="create">Shell text that puts the first content into <c>/mnt/postgresql.new</c>.</param>
    public static string PreStart(string asked, string create) =>
        $$"""
        umask 077
        mkdir -p /run/postgresql
        unset SUNDOG_PROVISION
        asked={{Shell.Quote(asked)}}
        release=$asked
        if [ ! -x "/usr/lib/postgresql/$release/bin/postgres" ]; then release=$(ls /usr/lib/postgresql | sort -n | tail -n 1); fi
        ln -sfn "/usr/lib/postgresql/$release/bin" /run/postgresql/bin

        cat > /run/postgresql/pg_hba.conf <<'END'
        local all         postgres     trust
        host  all         postgres all reject
        host  all         all      all scram-sha-256
        host  replication all      all scram-sha-256
        END

        if [ ! -d /mnt/postgresql ]; then
          rm -rf /mnt/postgresql.new
          {{create}}
          sync -f /mnt/postgresql.new
          mv /mnt/postgresql.new /mnt/postgresql
        fi
        release=$(cat /mnt/postgresql/PG_VERSION)
        if [ ! -x "/usr/lib/postgresql/$release/bin/postgres" ]; then
          echo "the data was written by PostgreSQL $release, which is not installed: install it, or delete the volume" >&2
          exit 1
        fi
        ln -sfn "/usr/lib/postgresql/$release/bin" /run/postgresql/bin
        if [ -n "$asked" ] && [ "$asked" != "$release" ]; then echo "PostgreSQL $release runs, for it wrote the data; $asked is asked for"; fi
        # Nothing else has this volume. After a crash, the process id in the file may by now be another process's.
        rm -f /mnt/postgresql/postmaster.pid
        """;

    /// <summary>To PostgreSQL, SIGTERM means to wait until the last client has gone; SIGINT is what ends it cleanly at once.</summary>
    /// <param name="memory">Memory of the container in MB.</param>
    /// <param name="connections">The memory by which clients are counted: a replica must admit as many as its primary.</param>
    /// <param name="more">Settings beside the usual ones.</param>
    public static string Start(int memory, int connections, Sequence<string> more) =>
        $$"""
        unset SUNDOG_PROVISION
        {{Shell.Line("/run/postgresql/bin/postgres", Options(memory, connections, more))}} &
        server=$!
        trap 'kill -INT $server' TERM
        status=0
        while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
        exit $status
        """;

    private static IEnumerable<string> Options(int memory, int connections, Sequence<string> more) =>
    [
        "-D", "/mnt/postgresql",
        .. new[]
        {
            "listen_addresses=0.0.0.0",
            "port=5432",
            "unix_socket_directories=/run/postgresql",
            "hba_file=/run/postgresql/pg_hba.conf",
            "password_encryption=scram-sha-256",
            // Not in /dev/shm, which is small in a container.
            "dynamic_shared_memory_type=sysv",
            "timezone=UTC",
            "log_timezone=UTC",
            $"shared_buffers={memory / 4}MB",
            $"max_connections={Math.Clamp(connections / 10, 40, 500)}",
        }.Concat(more).SelectMany(setting => new[] { "-c", setting }),
    ];

    /// <summary>Waits until it lets clients in.</summary>
    public static string Answers { get; } = Shell.Await("/run/postgresql/bin/pg_isready -q -h /run/postgresql -U postgres", "PostgreSQL");

    private static readonly string PostStart =
        $"""
        {Answers}
        printf '%s\n' "$SUNDOG_PROVISION" | /run/postgresql/bin/psql -X -q -v ON_ERROR_STOP=1 -h /run/postgresql -U postgres -d postgres > /run/postgresql/provision.log
        """;
}
