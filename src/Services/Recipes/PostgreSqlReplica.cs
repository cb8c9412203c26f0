using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>A copy of a PostgreSQL service that follows it, for reading.</summary>
/// <remarks>It is a copy file by file: databases, users and settings of the data are the primary's, and so must be the release.</remarks>
internal sealed class PostgreSqlReplica : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["postgresql-replica", "postgres-replica"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        var primary = Replica.PrimaryOf(service, configuration, context, "postgresql");
        var endpoints = Replica.Endpoints(configuration, primary, "postgresql", "default_database");
        return new()
        {
            Commands = new(
                PreStart(service, primary.Replicator),
                PostgreSql.Start(memory, connections: primary.Plan.Memory, Options(primary.Replicator)),
                PostgreSql.Answers),
            Environment = new([new("SUNDOG_PROVISION", $"{Replica.Host}:{primary.Replicator.Port}:*:{primary.Replicator.Username}:{primary.Replicator.Password}")]),
            Endpoints = endpoints.ToMap(endpoint => endpoint.Name, endpoint => endpoint),
            DefaultEndpoint = Replica.Default(endpoints, "postgresql"),
            Ports = primary.Plan.Ports,
            Disk = context.DiskOf(service, PostgreSql.MinimumDisk),
            MinimumDisk = PostgreSql.MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Host = primary.Plan.Host,
            Image = service.ImageOf("postgres"),
        };
    }

    private const string PasswordFile = "/run/postgresql/password";

    private static Sequence<string> Options(Endpoint replicator) =>
    [
        $"primary_conninfo=host={Replica.Host} port={replicator.Port} user={replicator.Username} passfile={PasswordFile}",
        "hot_standby=on",
        "hot_standby_feedback=on",
    ];

    private static string PreStart(Service service, Endpoint replicator) =>
        $"""
        umask 077
        mkdir -p /run/postgresql
        printf '%s\n' "$SUNDOG_PROVISION" > {PasswordFile}
        {PostgreSql.PreStart(PostgreSql.Major(service),
        $"""
        {Shell.Await($"/run/postgresql/bin/pg_isready -q -h {Replica.Host} -p {replicator.Port}", "the primary")}
        PGPASSFILE={PasswordFile} /run/postgresql/bin/pg_basebackup --pgdata=/mnt/postgresql.new --host={Replica.Host} --port={replicator.Port} \
          --username={Shell.Quote(replicator.Username!)} --no-password --wal-method=stream --checkpoint=fast || exit 1
        touch /mnt/postgresql.new/standby.signal
        """)}
        """;
}
