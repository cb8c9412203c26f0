namespace Sundog.Acceptance.Tests;

/// <summary>Databases and the replicas that follow them.</summary>
public sealed class ReplicaTests
{
    private const string Primaries = """
        applications:
          shop:
            type: "python:3.11"
            relationships:
              maria: "maria:mysql"
              pg: "pg:postgresql"
              # copies
            web:
              commands: {start: "exec sleep 3600"}
        services:
          maria:
            type: "mariadb:11.4"
            configuration:
              schemas: [main]
              endpoints:
                mysql: {default_schema: main, privileges: {main: admin}}
                replicator: {privileges: {main: replication}}
          pg:
            type: "postgresql:17"
            configuration:
              databases: [main]
              endpoints:
                postgresql: {default_database: main, privileges: {main: admin}}
                replicator: {replication: true}
          # replicas
        """;

    [Fact]
    public async Task A_replica_begins_with_what_its_primary_has_follows_it_and_refuses_to_be_written()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, Primaries);
        await project.UpAsync();
        await project.ReadAsync("", Maria("MARIA", "CREATE TABLE orders (what TEXT); INSERT INTO orders VALUES ('before')"));
        await project.ReadAsync("", Postgres("PG", "CREATE TABLE orders (what text); INSERT INTO orders VALUES ('before')"));

        project.Replace("# copies", "mariacopy: \"mariacopy:mysql\"\n      pgcopy: \"pgcopy:postgresql\"");
        project.Replace("# replicas", """
            mariacopy: {type: "mariadb-replica:11.4", relationships: {primary: "maria:replicator"}}
              pgcopy: {type: "postgresql-replica:17", relationships: {primary: "pg:replicator"}}
            """);
        await project.UpAsync();
        Assert.Equal("before", await project.ReadAsync("", Maria("MARIACOPY", "SELECT what FROM orders")));
        Assert.Equal("before", await project.ReadAsync("", Postgres("PGCOPY", "SELECT what FROM orders")));

        await project.ReadAsync("", Maria("MARIA", "UPDATE orders SET what = 'after'"));
        await project.ReadAsync("", Postgres("PG", "UPDATE orders SET what = 'after'"));
        await Until.TrueAsync(async () => await project.ReadAsync("", Maria("MARIACOPY", "SELECT what FROM orders")) == "after", "MariaDB's replica to follow");
        await Until.TrueAsync(async () => await project.ReadAsync("", Postgres("PGCOPY", "SELECT what FROM orders")) == "after", "PostgreSQL's replica to follow");
        Assert.Contains("read-only", (await project.SshAsync("", Maria("MARIACOPY", "DELETE FROM orders"))).Error);
        Assert.Contains("read-only", (await project.SshAsync("", Postgres("PGCOPY", "DELETE FROM orders"))).Error);
        await project.DownAsync(volumes: true);
    }

    private static string Maria(string relationship, string statement) =>
        $"mariadb --no-defaults -N -h \"${relationship}_HOST\" -u \"${relationship}_USERNAME\" --password=\"${relationship}_PASSWORD\" \"${relationship}_PATH\" -e \"{statement}\"";

    private static string Postgres(string relationship, string statement) =>
        $"PGPASSWORD=\"${relationship}_PASSWORD\" psql -qtA -h \"${relationship}_HOST\" -U \"${relationship}_USERNAME\" -d \"${relationship}_PATH\" -c \"{statement}\"";
}
