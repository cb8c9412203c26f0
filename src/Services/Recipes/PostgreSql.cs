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
            Commands = new(PreStart(Major(service)), Start(memory), PostStart),
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

    private const int MinimumDisk = 256;

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

    private static string Major(Service service) => service.Type.Version.Split('.')[0];

    private const string Version =
        """
        for release in "/usr/lib/postgresql/$1" $(ls -d /usr/lib/postgresql/* | sort -rV); do
          if [ -x "$release/bin/postgres" ]; then exec "$release/bin/postgres" --version; fi
        done
        """;

    // Releases stand side by side: the one that wrote the data must be taken, for a new one the one asked for, otherwise the newest.
    private static string PreStart(string asked) =>
        $"""
        umask 077
        mkdir -p /run/postgresql
        unset SUNDOG_PROVISION
        asked={Shell.Quote(asked)}
        if [ -f /mnt/postgresql/PG_VERSION ]; then
          release=$(cat /mnt/postgresql/PG_VERSION)
          if [ ! -x "/usr/lib/postgresql/$release/bin/postgres" ]; then
            echo "the data was written by PostgreSQL $release, which is not installed: install it, or delete the volume" >&2
            exit 1
          fi
          if [ -n "$asked" ] && [ "$asked" != "$release" ]; then echo "PostgreSQL $release runs, for it wrote the data; $asked is asked for"; fi
        elif [ -x "/usr/lib/postgresql/$asked/bin/postgres" ]; then
          release=$asked
        else
          release=$(ls /usr/lib/postgresql | sort -n | tail -n 1)
        fi
        ln -sfn "/usr/lib/postgresql/$release/bin" /run/postgresql/bin

        cat > /run/postgresql/pg_hba.conf <<'END'
        local all         postgres     trust
        host  all         postgres all reject
        host  all         all      all scram-sha-256
        host  replication all      all scram-sha-256
        END

        if [ ! -d /mnt/postgresql ]; then
          rm -rf /mnt/postgresql.new
          /run/postgresql/bin/initdb --pgdata=/mnt/postgresql.new --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
            > /run/postgresql/initdb.log 2>&1 || {"{ cat /run/postgresql/initdb.log >&2; exit 1; }"}
          sync -f /mnt/postgresql.new
          mv /mnt/postgresql.new /mnt/postgresql
        fi
        # Nothing else has this volume. After a crash, the process id in the file may by now be another process's.
        rm -f /mnt/postgresql/postmaster.pid
        """;

    // To PostgreSQL, SIGTERM means to wait until the last client has gone; SIGINT is what ends it cleanly at once.
    private static string Start(int memory) =>
        $$"""
        unset SUNDOG_PROVISION
        {{Shell.Line("/run/postgresql/bin/postgres", Options(memory))}} &
        server=$!
        trap 'kill -INT $server' TERM
        status=0
        while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
        exit $status
        """;

    private static IEnumerable<string> Options(int memory) =>
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
            $"max_connections={Math.Clamp(memory / 10, 40, 500)}",
        }.SelectMany(setting => new[] { "-c", setting }),
    ];

    private static readonly string PostStart =
        $"""
        {Shell.Await("/run/postgresql/bin/pg_isready -q -h /run/postgresql -U postgres", "PostgreSQL")}
        printf '%s\n' "$SUNDOG_PROVISION" | /run/postgresql/bin/psql -X -q -v ON_ERROR_STOP=1 -h /run/postgresql -U postgres -d postgres > /run/postgresql/provision.log
        """;
}
