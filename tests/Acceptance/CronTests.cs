using System.Text.Json.Nodes;

namespace Sundog.Acceptance.Tests;

/// <summary>Crons are ended the way their configuration says, and nothing of them is left.</summary>
public sealed class CronTests
{
    private const string Configuration = """
        applications:
          app:
            type: "python:3.13"
            crons:
              polite:
                spec: "H 3 * * *"
                commands: {start: "trap 'echo told; exit 3' TERM; touch /tmp/runs; sleep 1001 & wait"}
              deaf:
                spec: "H 3 * * *"
                shutdown_timeout: 1
                commands: {start: "trap '' TERM; touch /tmp/runs; sleep 1002"}
              asked:
                spec: "H 3 * * *"
                commands:
                  start: touch /tmp/runs; until [ -e /tmp/stop ]; do sleep 0.1; done; echo item finished
                  stop: touch /tmp/stop
              brief:
                spec: "H 3 * * *"
                timeout: 1
                commands: {start: sleep 1003}
            web:
              commands: {start: exec sleep 1000}
              locations: {/: {root: public}}
        """;

    [Fact]
    public async Task A_cron_that_is_cancelled_or_takes_too_long_is_ended_as_its_configuration_says()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, Configuration);
        project.Write("public/page.txt", "page\n");
        await project.UpAsync();

        Assert.Contains("told", await CancelAsync(project, "polite"), StringComparison.Ordinal);
        await CancelAsync(project, "deaf");
        var asked = await CancelAsync(project, "asked");
        Assert.Contains("Executing its stop command", asked, StringComparison.Ordinal);
        Assert.Contains("item finished", asked, StringComparison.Ordinal);

        var brief = await project.RunAsync("cron:run", "brief");
        Assert.NotEqual(0, brief.Code);
        Assert.Contains("its timeout of 1 s", brief.All, StringComparison.Ordinal);
        Assert.Equal("complete failure", await LastAsync(project));

        Assert.Empty(await SleepersAsync(project));
        await project.DownAsync(volumes: true);
    }

    [Fact]
    public async Task A_cron_whose_daemon_is_killed_is_ended_by_the_next_one_so_that_it_never_runs_twice()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, Configuration);
        project.Write("public/page.txt", "page\n");
        await project.UpAsync();
        using var run = machine.Start(project.Directory, ["cron:run", "polite"]);
        await Until.TrueAsync(async () => (await project.SshAsync("", "test -e /tmp/runs")).Code == 0, "the cron to run");

        await machine.KillDaemonAsync("KILL");
        Assert.NotEqual(0, (await run.EndAsync()).Code);

        // The first command starts the next daemon.
        await project.UntilAsync("app", instance => instance.State == "running", "to run");
        await Until.TrueAsync(async () => (await SleepersAsync(project)).Length == 0, "the cron's processes to be gone");
        Assert.Equal("complete failure", await LastAsync(project));
        await project.DownAsync(volumes: true);
    }

    private static async Task<string> CancelAsync(Project project, string cron)
    {
        using var run = project.Machine.Start(project.Directory, ["cron:run", cron]);
        await Until.TrueAsync(async () => (await project.SshAsync("", "test -e /tmp/runs")).Code == 0, $"{cron} to run");
        (await project.RunAsync("activity:cancel")).Succeeded();
        var outcome = await run.EndAsync();
        Assert.NotEqual(0, outcome.Code);
        Assert.Equal("cancelled failure", await LastAsync(project));
        await project.ReadAsync("", "rm /tmp/runs");
        return outcome.All;
    }

    private static async Task<string> LastAsync(Project project)
    {
        var last = ((JsonArray)JsonNode.Parse((await project.RunAsync("activity:list", "--type", "environment.cron", "--limit", "1", "--format", "json")).Succeeded().Output)!)[0]!;
        return $"{last["state"]} {last["result"]}";
    }

    private static Task<string> SleepersAsync(Project project) =>
        project.ReadAsync("", "grep -lzE '^100[1-3]$' /proc/[0-9]*/cmdline 2>/dev/null | grep -v \"/$$/\"; true");
}
