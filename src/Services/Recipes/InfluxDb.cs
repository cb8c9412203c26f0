using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>InfluxDB, whose three generations have little in common but the name and the port.</summary>
internal sealed class InfluxDb : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["influxdb"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var plan = new ServicePlan
        {
            Commands = new(null, null, null),
            Endpoints = Map<Endpoint>.Empty,
            DefaultEndpoint = Name,
            Ports = [Port],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = context.MemoryOf(profile),
            ContainerProfile = profile,
        };
        return service.Type.Version.Split('.')[0] switch
        {
            "1" => First(plan, service),
            "3" => Third(plan, context),
            _ => Second(plan, service, context),
        };
    }

    private const string Name = "influxdb";

    private const int Port = 8086;

    private const int MinimumDisk = 256;

    private const string PreStart = "umask 077\nmkdir -p /mnt/influxdb";

    private static readonly string Listens = Shell.Await(Shell.IsListening(Port), "InfluxDB");

    // No user and no database: clients make their own.
    private static ServicePlan First(ServicePlan plan, Service service) => plan with
    {
        Commands = new(PreStart, "exec influxd run", Listens),
        Environment = new(
        [
            new("INFLUXDB_REPORTING_DISABLED", "true"),
            new("INFLUXDB_BIND_ADDRESS", "127.0.0.1:8088"),
            new("INFLUXDB_META_DIR", "/mnt/influxdb/meta"),
            new("INFLUXDB_DATA_DIR", "/mnt/influxdb/data"),
            new("INFLUXDB_DATA_WAL_DIR", "/mnt/influxdb/wal"),
            new("INFLUXDB_HTTP_BIND_ADDRESS", $"0.0.0.0:{Port}"),
        ]),
        Endpoints = new([new(Name, new(Name, "http", Port) { AddressOnly = true })]),
        Host = [new(["influxdb"], ["influxd"], ["influxd", "version"])],
        Image = service.ImageOf("influxdb"),
    };

    private static ServicePlan Second(ServicePlan plan, Service service, ServiceContext context)
    {
        var (password, token) = (context.Secret("password"), context.Secret("token"));
        return plan with
        {
            Commands = new(PreStart, "unset SUNDOG_PROVISION\n" + Shell.Line("exec influxd",
            [
                "--bolt-path=/mnt/influxdb/influxd.bolt",
                "--sqlite-path=/mnt/influxdb/influxd.sqlite",
                "--engine-path=/mnt/influxdb/engine",
                $"--http-bind-address=0.0.0.0:{Port}",
                "--reporting-disabled",
            ]), $"{Listens}\n{SetUp}"),
            Environment = new([new("SUNDOG_PROVISION",
                $$"""{"username": "admin", "password": "{{password}}", "org": "main", "bucket": "main", "token": "{{token}}"}""")]),
            Endpoints = new([new(Name, Login(password, token))]),
            Image = service.ImageOf("influxdb"),
        };
    }

    // It asks nobody for a token: only those with a relationship get here. One that is sent is as good as none.
    private static ServicePlan Third(ServicePlan plan, ServiceContext context) => plan with
    {
        // The image names a directory for plugins, and the server does not start where it cannot write into it; without one it has none.
        Commands = new(PreStart, "unset INFLUXDB3_PLUGIN_DIR\n" + Shell.Line("exec influxdb3 serve",
        [
            "--node-id=main",
            "--object-store=file",
            "--data-dir=/mnt/influxdb",
            $"--http-bind=0.0.0.0:{Port}",
            "--without-auth",
        ]), $"{Listens}\ninfluxdb3 show databases --host http://127.0.0.1:{Port} | grep -qw main || influxdb3 create database main --host http://127.0.0.1:{Port}"),
        Endpoints = new([new(Name, Login(context.Secret("password"), context.Secret("token")))]),
        Image = "docker.io/library/influxdb:3-core",
    };

    private static Endpoint Login(string password, string token) => new(Name, "http", Port)
    {
        Username = "admin",
        Password = password,
        Query = new([new("org", new Value.Text("main")), new("bucket", new Value.Text("main")), new("api_token", new Value.Text(token))]),
    };

    // Done once; afterwards it answers 422. The shell itself sends it: a program would have the password on its command line.
    private static readonly string SetUp = $"exec bash -c {Shell.Quote(
        $$"""
        exec 3<>/dev/tcp/127.0.0.1/{{Port}}
        printf 'POST /api/v2/setup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s' \
          "${#SUNDOG_PROVISION}" "$SUNDOG_PROVISION" >&3
        read -r _ status _ <&3
        if [ "$status" != 201 ] && [ "$status" != 422 ]; then echo "InfluxDB refused its setup: $status" >&2; exit 1; fi
        """)}";
}
