using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>A copy of a MariaDB service that follows it, for reading.</summary>
/// <remarks>It has the schemas and the users of its primary, by the same statements; its own <c>endpoints</c> choose among them. What it
/// begins with is a dump; where it goes on is a position in the primary's log, which it keeps in its tables.</remarks>
internal sealed class MariaDbReplica : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["mariadb-replica"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        var primary = Replica.PrimaryOf(service, configuration, context, "mariadb", "mysql");
        var endpoints = Replica.Endpoints(configuration, primary, "mysql", "default_schema");
        return new()
        {
            Commands = new(
                "export MYSQL_PWD=\"$SUNDOG_PASSWORD\"\nunset SUNDOG_PASSWORD\n" + MariaDb.PreStart(Fill(service, primary.Replicator)),
                "unset SUNDOG_PASSWORD\n" + MariaDb.Start(MariaDbProperties.Read(configuration), memory, Options(service)),
                MariaDb.PostStart),
            Environment = new(
            [
                new("SUNDOG_PROVISION", primary.Plan.Environment["SUNDOG_PROVISION"] + "\n" + Follow(primary.Replicator)),
                new("SUNDOG_PASSWORD", primary.Replicator.Password!),
            ]),
            Endpoints = endpoints.ToMap(endpoint => endpoint.Name, endpoint => endpoint),
            DefaultEndpoint = Replica.Default(endpoints, "mysql"),
            Ports = primary.Plan.Ports,
            Disk = context.DiskOf(service, MariaDb.MinimumDisk),
            MinimumDisk = MariaDb.MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Host = [MariaDb.Server with { Programs = [.. MariaDb.Server.Programs, "mariadb", "mariadb-dump"] }],
            Image = service.ImageOf("mariadb"),
        };
    }

    private static Sequence<string> Options(Service service) =>
    [
        $"--server-id={Number(service.Name)}",
        "--read-only=1",
        "--relay-log=/mnt/mysql/relay",
        "--relay-log-recovery=1",
        "--skip-slave-start",
        "--slave-net-timeout=60",
    ];

    // Every replica of a primary needs a number of its own; 1 is the primary's.
    private static uint Number(string name) => Math.Max(2, name.Aggregate(2166136261, (hash, letter) => unchecked((hash ^ letter) * 16777619)));

    // The primary may still be starting. A dump that breaks off must not look whole: what stands for its end is no statement.
    private static string Fill(Service service, Endpoint replicator) =>
        $$"""
        {{Shell.Await($"mariadb-admin --no-defaults --host={Replica.Host} --user={replicator.Username} status", "the primary")}}
          mariadbd --no-defaults --datadir=/mnt/mysql.new --socket=/run/mysqld/fill.sock --skip-networking --skip-grant-tables \
            --server-id={{Number(service.Name)}} --innodb-log-file-size=32M > /run/mysqld/fill.log 2>&1 &
          until mariadb-admin --no-defaults --socket=/run/mysqld/fill.sock --silent ping >/dev/null 2>&1; do
            kill -0 $! || { cat /run/mysqld/fill.log >&2; exit 1; }
            sleep 0.1
          done
          {
            mariadb-dump --no-defaults --host={{Replica.Host}} --user={{replicator.Username}} --all-databases --ignore-database=mysql --ignore-database=sys \
              --single-transaction --master-data=1 --gtid --routines --events --triggers || echo 'the dump broke off;'
          } | mariadb --no-defaults --socket=/run/mysqld/fill.sock
          filled=$?
          kill -TERM $!
          wait $!
          if [ $filled != 0 ]; then exit 1; fi
          # The position is in a table. These files say that it is in a log, of another name than the server's.
          rm -f /mnt/mysql.new/master.info /mnt/mysql.new/relay-log.info /mnt/mysql.new/*-relay-bin.*
          unset MYSQL_PWD
        """;

    // Told anew at each start: the primary's password may be another one by now.
    private static string Follow(Endpoint replicator) =>
        $"""
        CHANGE MASTER TO MASTER_HOST={MariaDbProvision.Literal(Replica.Host)}, MASTER_PORT={replicator.Port}, MASTER_USER={MariaDbProvision.Literal(replicator.Username!)}, MASTER_PASSWORD={MariaDbProvision.Literal(replicator.Password!)}, MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos;
        START SLAVE;
        """;
}
