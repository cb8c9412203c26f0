using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>ClickHouse.</summary>
/// <remarks>The container itself makes the databases, as an administrator whom only the loopback knows. The users of endpoints are in the
/// server's file of users, made anew at each start.</remarks>
internal sealed class ClickHouse : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["clickhouse"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        var (databases, endpoints, defaultEndpoint) = Endpoints(configuration, context);
        return new()
        {
            Commands = new(PreStart(memory), "unset SUNDOG_USERS\nexec clickhouse-server --config-file=/run/clickhouse/config.xml", PostStart(databases)),
            // Old clients refuse to live without a time zone.
            Environment = new([new("SUNDOG_USERS", ClickHouseUsers.File(endpoints)), new("TZ", "UTC")]),
            Endpoints = endpoints.ToMap(endpoint => endpoint.Name, endpoint => new Endpoint(endpoint.Name, "http", endpoint.Port)
            {
                Username = endpoint.User,
                Password = endpoint.Password,
                Path = endpoint.Database,
                Query = Endpoint.Primary,
            }),
            DefaultEndpoint = defaultEndpoint,
            Ports = [NativePort, HttpPort],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Host = [new(["clickhouse-server", "clickhouse-client"], ["clickhouse-server", "clickhouse-client"], ["clickhouse-client", "--version"])],
            Image = service.ImageOf("clickhouse/clickhouse-server"),
        };
    }

    private const int NativePort = 9000;

    private const int HttpPort = 8123;

    private const int MinimumDisk = 256;

    private static (Sequence<string>, Sequence<ClickHouseEndpoint>, string?) Endpoints(ServiceConfiguration configuration, ServiceContext context)
    {
        var databases = configuration.Has("databases") ? configuration.Names("databases") : ["main"];
        if (!configuration.Has("endpoints"))
        {
            var own = new ClickHouseEndpoint(
                "clickhouse", "main", context.Secret("endpoint main"), databases is [var first, ..] ? first : null,
                databases.ToMap(database => database, _ => "admin"), NativePort);
            return (databases, [own, own with { Name = "clickhouse-http", Port = HttpPort }], "clickhouse");
        }

        var given = configuration.Map("endpoints");
        var endpoints = DatabaseEndpoint.Read(configuration, "databases", "default_database", databases, [.. ServiceSettings.DatabasePrivileges]);
        return (
            databases,
            endpoints.Select(endpoint => new ClickHouseEndpoint(
                endpoint.Name,
                ClickHouseUsers.Name(configuration, endpoint.Name),
                context.Secret($"endpoint {endpoint.Name}"),
                endpoint.Database,
                endpoint.Privileges,
                Port(given[endpoint.Name]))).ToSequence(),
            DatabaseEndpoint.Default(endpoints, "clickhouse"));
    }

    private static int Port(Value endpoint) =>
        endpoint is Value.Mapping(var keys) && keys.TryGetValue("port", out var port) && port is Value.Number { Digits: "8123" } ? HttpPort : NativePort;

    // Servers before 20.5 cannot grant single rights.
    private static string PreStart(int memory) =>
        $$"""
        umask 077
        mkdir -p /run/clickhouse /mnt/clickhouse
        kind=new
        version=$(clickhouse-client --version | sed -n 's/[^0-9]*\([0-9]*\.[0-9]*\).*/\1/p')
        if [ "$(printf '%s\n' "$version" 20.5 | sort -V | head -n 1)" = "$version" ]; then kind=old; fi
        printf '%s\n' "$SUNDOG_USERS" | sed -n "s/<!--$kind-->//; /<!--/!p" > /run/clickhouse/users.xml
        cat > /run/clickhouse/config.xml <<'END'
        <?xml version="1.0"?>
        <yandex>
          <logger><level>warning</level><console>1</console></logger>
          <listen_host>0.0.0.0</listen_host>
          <tcp_port>{{NativePort}}</tcp_port>
          <http_port>{{HttpPort}}</http_port>
          <path>/mnt/clickhouse/</path>
          <tmp_path>/mnt/clickhouse/tmp/</tmp_path>
          <user_files_path>/mnt/clickhouse/user_files/</user_files_path>
          <format_schema_path>/mnt/clickhouse/format_schemas/</format_schema_path>
          <users_config>/run/clickhouse/users.xml</users_config>
          <default_profile>default</default_profile>
          <default_database>default</default_database>
          <timezone>UTC</timezone>
          <mark_cache_size>{{memory / 8 * 1024 * 1024}}</mark_cache_size>
          <max_server_memory_usage>{{memory * 3L / 4 * 1024 * 1024}}</max_server_memory_usage>
        </yandex>
        END
        """;

    private static string PostStart(Sequence<string> databases) =>
        $"""
        unset SUNDOG_USERS
        # The client would wait for what its input has to say, too.
        exec </dev/null
        client='clickhouse-client --host=127.0.0.1 --port={NativePort} --user={ClickHouseUsers.Administrator}'
        {Shell.Await("$client --query='SELECT 1'", "ClickHouse")}
        for database in {string.Join(' ', databases.Select(Shell.Quote))}; do
          $client --query="CREATE DATABASE IF NOT EXISTS \`$database\`" || exit 1
        done
        """;
}
