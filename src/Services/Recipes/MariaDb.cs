using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>MariaDB, which the platform also calls <c>mysql</c>.</summary>
/// <remarks>The server provisions itself: its <c>--init-file</c> is run with every right before the first client is let in, so there is
/// no administrator who could log in, and no moment in which a schema or a user is missing.</remarks>
internal sealed class MariaDb : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["mariadb", "mysql"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        var (schemas, endpoints, defaultEndpoint) = Endpoints(configuration, context);
        var properties = MariaDbProperties.Read(configuration);
        return new()
        {
            Commands = new(PreStart(":"), Start(properties, memory, endpoints.Any(endpoint => endpoint.NeedsLog) ? Log : []), PostStart),
            Environment = new([new("SUNDOG_PROVISION", MariaDbProvision.Statements(schemas, endpoints))]),
            Endpoints = endpoints.ToMap(endpoint => endpoint.Name, endpoint => new Endpoint(endpoint.Name, "mysql", 3306)
            {
                Username = endpoint.User,
                Password = endpoint.Password,
                Path = endpoint.DefaultSchema,
                Query = Endpoint.Primary,
            }),
            DefaultEndpoint = defaultEndpoint,
            Ports = [3306],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Host = [Server],
            Image = service.ImageOf("mariadb"),
        };
    }

    /// <summary>As Debian has it.</summary>
    public static HostInstallation Server { get; } = new(
        ["mariadb-server"], ["mariadbd", "mariadb-install-db", "mariadb-admin", "mariadb-upgrade"], ["mariadbd", "--no-defaults", "--version"]);

    public const int MinimumDisk = 256;

    // What replicas read: a week of it.
    private static readonly Sequence<string> Log =
    [
        "--server-id=1",
        "--log-bin=/mnt/mysql/binlog",
        "--binlog-format=ROW",
        "--max-binlog-size=64M",
        "--binlog-expire-logs-seconds=604800",
    ];

    /// <summary>Schemas, endpoints, and the default endpoint.</summary>
    public static (Sequence<string>, Sequence<MariaDbEndpoint>, string?) Endpoints(ServiceConfiguration configuration, ServiceContext context)
    {
        // One of the two given, and no default applies: the whole is the user's.
        if (!configuration.Has("schemas") && !configuration.Has("endpoints"))
        {
            return (["main"], [new("mysql", "user", "", "main", new([new("main", "admin")]))], "mysql");
        }

        var schemas = configuration.Names("schemas");
        var endpoints = DatabaseEndpoint.Read(configuration, "schemas", "default_schema", schemas, [.. ServiceSettings.SchemaPrivileges]);
        return (
            schemas,
            endpoints.Select(endpoint => new MariaDbEndpoint(
                endpoint.Name, endpoint.Name, context.Secret($"endpoint {endpoint.Name}"), endpoint.Database, endpoint.Privileges)).ToSequence(),
            DatabaseEndpoint.Default(endpoints, "mysql"));
    }

    /// <summary>The data directory appears whole or not at all. Data of an older release is upgraded, data of a newer one is left alone.</summary>
    /// <param name="fill">Shell text that puts the first content into <c>/mnt/mysql.new</c>.</param>
    public static string PreStart(string fill) =>
        $$"""
        umask 077
        mkdir -p /run/mysqld
        printf '%s\n' "$SUNDOG_PROVISION" > /run/mysqld/provision.sql
        unset SUNDOG_PROVISION

        if [ ! -d /mnt/mysql ]; then
          rm -rf /mnt/mysql.new
          if ! mariadb-install-db --no-defaults --datadir=/mnt/mysql.new --innodb-log-file-size=32M \
            --skip-test-db --skip-name-resolve --auth-root-authentication-method=socket > /run/mysqld/install.log 2>&1
          then
            cat /run/mysqld/install.log >&2
            exit 1
          fi
          {{fill}}
          sync -f /mnt/mysql.new
          mv /mnt/mysql.new /mnt/mysql
        fi

        installed=$(mariadbd --no-defaults --version | sed -n 's/.*Ver \([0-9]*\.[0-9]*\).*/\1/p')
        for file in /mnt/mysql/mariadb_upgrade_info /mnt/mysql/mysql_upgrade_info; do
          if [ -f $file ]; then written=$(cut -d. -f1,2 $file); break; fi
        done
        if [ "$installed" = "${written:=$installed}" ]; then exit 0; fi
        if [ "$(printf '%s\n' "$installed" "$written" | sort -V | head -n 1)" = "$installed" ]; then
          echo "the data was written by MariaDB $written, which MariaDB $installed cannot read: use $written or newer, or delete the volume" >&2
          exit 1
        fi
        echo "upgrading the data from MariaDB $written to $installed"
        mariadbd --no-defaults --datadir=/mnt/mysql --socket=/run/mysqld/upgrade.sock --skip-networking --skip-grant-tables &
        until mariadb-admin --no-defaults --socket=/run/mysqld/upgrade.sock --silent ping 2>/dev/null; do
          kill -0 $! || exit 1
          sleep 0.1
        done
        mariadb-upgrade --no-defaults --socket=/run/mysqld/upgrade.sock
        upgraded=$?
        kill -TERM $!
        wait $!
        exit $upgraded
        """;

    /// <summary>Runs the server with options beside the usual ones.</summary>
    public static string Start(MariaDbProperties properties, int memory, Sequence<string> more)
    {
        var pool = memory * 3 / 10;
        var connections = Math.Clamp((memory - pool) / properties.MaxAllowedPacket, 20, 500);
        return "unset SUNDOG_PROVISION\n" + Shell.Line("exec mariadbd",
        [
            "--no-defaults",
            "--datadir=/mnt/mysql",
            "--tmpdir=/tmp",
            "--socket=/run/mysqld/mysqld.sock",
            "--pid-file=/run/mysqld/mysqld.pid",
            "--init-file=/run/mysqld/provision.sql",
            "--bind-address=0.0.0.0",
            "--port=3306",
            "--skip-name-resolve",
            "--default-time-zone=+00:00",
            "--wait-timeout=600",
            $"--max-connections={connections}",
            $"--innodb-buffer-pool-size={pool}M",
            "--innodb-log-file-size=32M",
            "--loose-wsrep-node-address=127.0.0.1",
            .. properties.Options,
            .. more,
        ]);
    }

    /// <summary>Asks as a user without any right, who can only come from inside the container.</summary>
    public static string PostStart { get; } = Shell.Await(
        $"mariadb-admin --no-defaults --socket=/run/mysqld/mysqld.sock --user={MariaDbProvision.Probe} ping", "MariaDB");
}
