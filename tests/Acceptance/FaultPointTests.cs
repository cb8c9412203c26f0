namespace Sundog.Acceptance.Tests;

/// <summary>The daemon dies at each step of a deployment. The next one makes of it the old deployment or the new one, whole.</summary>
public sealed class FaultPointTests
{
    private const string Configuration = """
        applications:
          app:
            type: "python:3.11"
            hooks:
              build: echo 'code 1' > version
              deploy: echo hook >> data/hooks
            mounts:
              data: {source: storage, source_path: data}
            web:
              commands: {start: exec python3 -m http.server --bind 127.0.0.1 $PORT}
              locations: {/: {passthru: true}}
            workers:
              queue:
                commands: {start: exec sleep 1001}
        """;

    // Before a deployment is recorded the old one stays; from then on it is the new one that runs in the end.
    [Theory]
    [InlineData("configuration-read", 1)]
    [InlineData("plan-made", 1)]
    [InlineData("builds-made", 1)]
    [InlineData("deployment-recorded", 2)]
    [InlineData("requests-held", 2)]
    [InlineData("services-started", 2)]
    [InlineData("successors-ready", 2)]
    [InlineData("instances-stopped", 2)]
    [InlineData("applications-started", 2)]
    [InlineData("deploy-hooks-run", 2)]
    [InlineData("hooks-recorded", 2)]
    [InlineData("serving", 2)]
    [InlineData("taken-over", 2)]
    [InlineData("routes-opened", 2)]
    [InlineData("predecessors-stopped", 2)]
    [InlineData("post-deploy-hooks-run", 2)]
    public async Task A_deployment_cut_off_anywhere_ends_as_the_old_one_or_the_new_one_whole(string point, int version)
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, Configuration);
        var url = Project.Url(await project.UpAsync());
        await machine.KillDaemonAsync("KILL");
        project.Replace("code 1", "code 2");

        using (var cut = machine.Start(project.Directory, [$"SUNDOG_FAULT={point}", Machine.Program, "up", "--yes"], program: "env"))
        {
            cut.StandardInput.Close();
            var outcome = await cut.EndAsync();
            Assert.NotEqual(0, outcome.Code);
            Assert.Contains("The daemon ended", outcome.Error, StringComparison.Ordinal);
        }

        // The command may have started another daemon to ask what became of it; that one would die at the same point.
        await machine.KillDaemonAsync("KILL");

        // The next daemon finishes what was begun while it answers: until then the old web runs, as in any deployment.
        foreach (var instance in new[] { "", "queue" })
        {
            await Until.TrueAsync(async () => (await project.SshAsync(instance, "cat version")).Output == $"code {version}\n", $"code {version} in '{instance}'");
        }

        await project.UntilAsync("app", instance => instance.State == "running", "to run");
        await project.UntilAsync("app--queue", instance => instance.State == "running", "to run");

        using var http = new HttpClient();
        await Until.TrueAsync(async () => await Project.TryReadAsync(http, new Uri(url, "version")) == $"code {version}\n", $"the page to be of code {version}");
        await Until.TrueAsync(async () => await HooksAsync() >= version, "the deploy hook to have run");

        await project.UpAsync();
        Assert.Equal("code 2", await project.ReadAsync("queue", "cat version"));
        Assert.InRange(await HooksAsync(), 2, 3);
        await project.DownAsync(volumes: true);

        async Task<int> HooksAsync() => (await project.ReadAsync("", "cat data/hooks")).Split('\n').Length;
    }
}
