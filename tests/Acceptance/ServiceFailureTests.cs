namespace Sundog.Acceptance.Tests;

/// <summary>A database that dies, and those who need it.</summary>
public sealed class ServiceFailureTests
{
    private const string Configuration = """
        applications:
          shop:
            type: "python:3.11"
            workers:
              one: &worker
                relationships: {database: {service: db, endpoint: mysql}}
                commands:
                  start: |
                    while mariadb -h "$DATABASE_HOST" -u "$DATABASE_USERNAME" --password="$DATABASE_PASSWORD" --connect-timeout=2 -e 'select 1' >/dev/null; do
                        sleep 0.2
                    done
                    exit 1
              two: *worker
              three: *worker
        services:
          db: {type: "mariadb:11.4"}
        """;

    [Fact]
    public async Task Workers_start_when_their_database_is_ready_back_off_while_it_is_gone_and_find_it_again()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, Configuration);
        await project.UpAsync();
        string[] workers = ["shop--one", "shop--two", "shop--three"];
        Assert.All((await project.PsAsync()).Values, instance => Assert.Equal(("running", 0), (instance.State, instance.Restarts)));

        for (var kill = 0; kill < 3; kill++)
        {
            var pid = (await project.PsAsync())["db"].Pid!.Value;
            await Command.RunAsync("kill", "-KILL", $"{pid}");
            // The pid of "pre_start" is shown too, and there is none between it and "start".
            await project.UntilAsync("db", instance => instance.State == "running" && instance.Pid is { } next && next != pid, "to be started again");
        }

        foreach (var worker in workers)
        {
            await Until.TrueAsync(
                async () => (await project.SshAsync(worker[6..], "mariadb -h \"$DATABASE_HOST\" -u \"$DATABASE_USERNAME\" --password=\"$DATABASE_PASSWORD\" -e 'select 1'")).Code == 0,
                $"{worker} to reach the database again");
            await project.UntilAsync(worker, instance => instance.State == "running", "to run");
        }

        var after = await project.PsAsync();
        Assert.Equal(3, after["db"].Restarts);
        Assert.All(workers, worker => Assert.InRange(after[worker].Restarts, 1, 30));
        await project.DownAsync(volumes: true);
    }
}
