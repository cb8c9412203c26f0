using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>MySQL as Oracle makes it. It is configured as <see cref="MariaDb"/> is, and provisions itself in the same way, in words of its own.</summary>
internal sealed class OracleMySql : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["oracle-mysql"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        var (schemas, endpoints, defaultEndpoint) = MariaDb.Endpoints(configuration, context);
        var reached = endpoints.Select(endpoint => new Endpoint(endpoint.Name, "mysql", Port)
        {
            Username = endpoint.User,
            Password = endpoint.Password,
            Path = endpoint.DefaultSchema,
            Query = Endpoint.Primary,
        }).ToList();
        if (!configuration.Has("schemas") && !configuration.Has("endpoints"))
        {
            reached.Add(reached[0] with { Name = "mysqlx", Port = DocumentPort });
        }

        return new()
        {
            Commands = new(PreStart, Start(memory), Shell.Await(Shell.IsListening(Port), "MySQL")),
            Environment = new([new("SUNDOG_PROVISION", OracleMySqlProvision.Statements(schemas, endpoints))]),
            Endpoints = reached.ToMap(endpoint => endpoint.Name, endpoint => endpoint),
            DefaultEndpoint = defaultEndpoint,
            Ports = [Port, DocumentPort],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Image = service.ImageOf("mysql"),
        };
    }

    private const int Port = 3306;

    private const int DocumentPort = 33060;

    private const int MinimumDisk = 256;

    // It upgrades older data itself when it starts. The administrator's account is locked by the first provisioning, before any client comes.
    private const string PreStart =
        """
        umask 077
        mkdir -p /run/mysqld
        printf '%s\n' "$SUNDOG_PROVISION" > /run/mysqld/provision.sql
        unset SUNDOG_PROVISION

        if [ ! -d /mnt/mysql ]; then
          rm -rf /mnt/mysql.new
          mysqld --no-defaults --initialize-insecure --datadir=/mnt/mysql.new || exit 1
          sync -f /mnt/mysql.new
          mv /mnt/mysql.new /mnt/mysql
        fi
        """;

    // The ports open once the statements of the file have been run.
    private static string Start(int memory) => "unset SUNDOG_PROVISION\n" + Shell.Line("exec mysqld",
    [
        "--no-defaults",
        "--datadir=/mnt/mysql",
        "--tmpdir=/tmp",
        "--socket=/run/mysqld/mysqld.sock",
        "--mysqlx-socket=/run/mysqld/mysqlx.sock",
        "--pid-file=/run/mysqld/mysqld.pid",
        "--init-file=/run/mysqld/provision.sql",
        "--bind-address=0.0.0.0",
        "--mysqlx-bind-address=0.0.0.0",
        $"--port={Port}",
        $"--mysqlx-port={DocumentPort}",
        "--skip-name-resolve",
        "--disable-log-bin",
        "--default-time-zone=+00:00",
        "--wait-timeout=600",
        "--character-set-server=utf8mb4",
        "--max-allowed-packet=16M",
        $"--max-connections={Math.Clamp(memory * 7 / 10 / 16, 20, 500)}",
        $"--innodb-buffer-pool-size={memory * 3 / 10}M",
    ]);
}
