using System.Diagnostics;

namespace Sundog.Acceptance.Tests;

/// <summary>SIGTERM, 15 seconds, SIGKILL.</summary>
public sealed class StoppingTests
{
    private const string Configuration = """
        applications:
          shop:
            type: "python:3.11"
            workers:
              stubborn:
                commands:
                  start: |
                    trap '' TERM
                    while true; do sleep 1; done
              obedient:
                commands:
                  start: |
                    trap 'echo told to stop; exit' TERM
                    while true; do sleep 1 & wait $!; done
        """;

    [Fact]
    public async Task Redeploy_waits_15_seconds_for_a_worker_that_ignores_SIGTERM_and_kills_it_and_one_that_obeys_is_gone_at_once()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, Configuration);
        await project.UpAsync();
        var before = await project.PidsAsync();
        var (stubborn, obedient) = (before["shop--stubborn"]!.Value, before["shop--obedient"]!.Value);

        var began = Stopwatch.GetTimestamp();
        var redeploy = project.RunAsync("redeploy");
        await Until.TrueAsync(() => !Processes.Exists(obedient), "the worker that obeys to be gone");
        Assert.True(Processes.Exists(stubborn), "the other one has its grace");
        Assert.False(redeploy.IsCompleted);
        var outcome = (await redeploy).Succeeded();
        var took = Stopwatch.GetElapsedTime(began);

        Assert.InRange(took, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(45));
        Assert.False(Processes.Exists(stubborn));
        Assert.Contains("shop--stubborn did not end within 15 s of SIGTERM; killed ", outcome.Error);
        Assert.DoesNotContain("shop--obedient did not end", outcome.Error);
        Assert.Contains("told to stop", (await project.RunAsync("logs", "--worker=obedient")).Output);
        Assert.Contains("killed", (await project.RunAsync("activity:log")).Error);
        var after = await project.PsAsync();
        Assert.All(after.Values, instance => Assert.Equal("running", instance.State));
        Assert.NotEqual(stubborn, after["shop--stubborn"].Pid);

        // So that the test need not wait once more.
        await project.ReadAsync("stubborn", "kill -9 $(cat /run/service/app/supervise/pid); sv once app >/dev/null; sv kill app");
        project.Replace("trap '' TERM\n", "exec sleep infinity\n");
        await project.DownAsync(volumes: true);
    }
}
