using System.Text.Json.Nodes;

namespace Sundog.Acceptance.Tests;

/// <summary>What is done to an environment that runs: crons, variables, previews, ways back.</summary>
public sealed class EnvironmentTests(EnvironmentTests.Fixture fixture) : IClassFixture<EnvironmentTests.Fixture>
{
    private readonly Project _project = fixture.Project;

    [Fact]
    public async Task A_cron_runs_on_web_with_its_environment_and_is_an_activity()
    {
        var outcome = (await _project.RunAsync("cron:run", "report")).Succeeded();

        Assert.Contains("cron on app.0 as web", outcome.All, StringComparison.Ordinal);
        Assert.Contains("cron on app.0 as web", await _project.ReadAsync("", "cat /var/log/cron.log"), StringComparison.Ordinal);
        var cron = Assert.Single((JsonArray)JsonNode.Parse((await _project.RunAsync("cron:list", "--format", "json")).Succeeded().Output)!);
        Assert.Equal("success", (string?)cron!["last"]!["result"]);
        Assert.True(DateTimeOffset.Parse((string)cron["next"]!) > DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_deployment_waits_for_a_cron_that_runs_and_says_so()
    {
        await _project.ReadAsync("", "touch data/hold");
        using var cron = _project.Machine.Start(_project.Directory, ["cron:run", "report"]);
        await Until.TrueAsync(async () => (await _project.SshAsync("", "test -e data/held")).Code == 0, "the cron to run");
        using var redeploy = _project.Machine.Start(_project.Directory, ["redeploy"]);
        await Until.TrueAsync(
            async () => (await _project.RunAsync("activity:list", "--state", "pending", "--format", "json")).Output.Contains("environment.redeploy", StringComparison.Ordinal),
            "the deployment to wait");
        await _project.ReadAsync("", "rm data/hold");

        (await cron.EndAsync()).Succeeded();
        Assert.Contains("Waiting for environment.cron app/report", (await redeploy.EndAsync()).Succeeded().All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_reaches_its_instances_at_once_and_beats_the_file()
    {
        var outcome = (await _project.RunAsync("variable:create", "env:TYPE", "--value", "outside", "--visible-build", "false")).Succeeded();
        Assert.DoesNotContain("Building", outcome.All, StringComparison.Ordinal);
        Assert.Equal("outside", await _project.ReadAsync("", "echo $TYPE"));

        (await _project.RunAsync("variable:update", "env:TYPE", "--value", "changed")).Succeeded();
        Assert.Equal("changed", await _project.ReadAsync("", "echo $TYPE"));

        (await _project.RunAsync("variable:delete", "env:TYPE", "--yes")).Succeeded();
        Assert.Equal("web", await _project.ReadAsync("", "echo $TYPE"));
    }

    [Fact]
    public async Task A_variable_without_env_is_in_PLATFORM_VARIABLES_of_those_instances_and_builds_that_may_see_it()
    {
        const string Show = "echo $PLATFORM_VARIABLES | base64 -d";
        (await _project.RunAsync("variable:create", "colors", "--value", "[\"red\"]", "--json", "true", "--level", "project", "--visible-build", "false")).Succeeded();
        Assert.Equal("""{"colors": ["red"]}""", await _project.ReadAsync("queue", Show));
        Assert.Equal("", await _project.ReadAsync("queue", "env | grep -i '^colors=' || true"));

        (await _project.RunAsync("variable:create", "env:STEP", "--value", "build", "--visible-runtime", "false")).Succeeded();
        Assert.Equal("", await _project.ReadAsync("queue", "echo $STEP"));
        (await _project.RunAsync("variable:delete", "env:STEP", "--yes")).Succeeded();
        (await _project.RunAsync("variable:delete", "colors", "--level", "project", "--yes")).Succeeded();
        Assert.Equal("{}", await _project.ReadAsync("queue", Show));
    }

    [Fact]
    public async Task A_sensitive_variable_is_told_to_instances_and_to_nobody_else()
    {
        using var create = _project.Machine.Start(
            _project.Directory, ["variable:create", "env:TOKEN", "--sensitive", "true", "--visible-build", "false", "--app-scope", "app"]);
        await create.StandardInput.WriteAsync("tell-nobody\n");
        create.StandardInput.Close();
        Assert.DoesNotContain("tell-nobody", (await create.EndAsync()).Succeeded().All, StringComparison.Ordinal);

        Assert.Equal("tell-nobody", await _project.ReadAsync("", "echo $TOKEN"));
        Assert.DoesNotContain("tell-nobody", (await _project.RunAsync("variable:list", "--format", "json")).Succeeded().All, StringComparison.Ordinal);
        Assert.NotEqual(0, (await _project.RunAsync("variable:get", "env:TOKEN")).Code);
        (await _project.RunAsync("variable:delete", "env:TOKEN", "--yes")).Succeeded();
    }

    [Fact]
    public async Task A_preview_says_what_would_be_restarted_and_why_and_does_nothing()
    {
        var before = await _project.PidsAsync();
        _project.Replace("sleep 1001", "sleep 1002");
        var outcome = (await _project.RunAsync("plan", "--format", "json")).Succeeded();
        _project.Replace("sleep 1002", "sleep 1001");

        var plan = JsonNode.Parse(outcome.Output)!;
        var started = Assert.Single((JsonArray)plan["start"]!);
        Assert.Equal("app--queue", (string?)started!["name"]);
        Assert.Equal("its commands changed", (string?)started["reason"]);
        Assert.Equal("app", (string?)Assert.Single((JsonArray)plan["keep"]!));
        Assert.Equal(before, await _project.PidsAsync());
    }

    [Fact]
    public async Task A_cron_runs_in_the_web_instance_that_took_over_and_is_ended_there_too()
    {
        // The first one started at one of the two places of the instance's name; after each of these it is at the other.
        for (var place = 0; place < 2; place++)
        {
            (await _project.RunAsync("redeploy")).Succeeded();
            await _project.ReadAsync("", "echo here > /tmp/current; touch data/hold");
            using var cron = _project.Machine.Start(_project.Directory, ["cron:run", "report"]);
            await Until.TrueAsync(async () => (await _project.SshAsync("", "test -e data/held -a -e /tmp/current && pgrep -f 'while . -e data/hold'")).Code == 0, "the cron to run in the current web");
            (await _project.RunAsync("activity:cancel")).Succeeded();
            Assert.NotEqual(0, (await cron.EndAsync()).Code);
            Assert.NotEqual(0, (await _project.SshAsync("", "pgrep -f 'while . -e data/hold'")).Code);
            await _project.ReadAsync("", "rm -f data/hold data/held");
        }
    }

    [Fact]
    public async Task A_rollback_goes_to_the_deployment_of_the_number_that_is_given()
    {
        var numbers = new List<string>();
        foreach (var version in new[] { "three", "four", "five" })
        {
            _project.Write("version", version + "\n");
            await _project.UpAsync();
            (await _project.RunAsync("rollback", "1")).Succeeded();
            numbers.Add(await _project.ReadAsync("", "cat version"));
        }

        _project.Write("version", "one\n");
        await _project.UpAsync();
        Assert.Equal(["one", "one", "one"], numbers);
        var unknown = await _project.RunAsync("rollback", "1000");
        Assert.NotEqual(0, unknown.Code);
        Assert.Contains("there is no deployment 1000", unknown.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployments_leave_nothing_open_in_the_daemon()
    {
        for (var i = 0; i < 5; i++)
        {
            await _project.UpAsync();
        }

        var instances = (await _project.PsAsync()).Count;
        await Until.TrueAsync(() => Open() <= instances, "no more handles on processes to be open than there are instances");

        int Open() => Directory.GetFiles($"/proc/{_project.Machine.Daemon}/fd").Count(file => new FileInfo(file).LinkTarget?.Contains("pidfd", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Whoever_does_not_want_to_wait_for_a_deployment_need_not()
    {
        Assert.Equal("", (await _project.RunAsync("redeploy", "--no-wait")).Succeeded().All);
        Assert.Matches(@"^\d{4}/\d\d$", (await _project.RunAsync("activity:get", "--type", "environment.redeploy", "--property", "created_at", "--date-fmt", "Y/m")).Succeeded().Output.Trim());
        (await _project.RunAsync("activity:log", "--type", "environment.redeploy")).Succeeded();
    }

    [Fact]
    public async Task A_rollback_brings_back_code_and_configuration()
    {
        _project.Write("version", "two\n");
        _project.Replace("sleep 1001", "sleep 1003");
        await _project.UpAsync();
        Assert.Equal("two", await _project.ReadAsync("", "cat version"));

        (await _project.RunAsync("rollback")).Succeeded();

        Assert.Equal("one", await _project.ReadAsync("", "cat version"));
        Assert.Contains("sleep 1001", await _project.ReadAsync("queue", "tr '\\0' ' ' < /proc/$(cat /run/service/app/supervise/pid)/cmdline"), StringComparison.Ordinal);
        _project.Write("version", "one\n");
        _project.Replace("sleep 1003", "sleep 1001");
    }

    [Fact]
    public async Task A_deployment_that_fails_leaves_the_previous_one_running()
    {
        await _project.ReadAsync("", "ln -s /etc data/elsewhere");
        _project.Replace("source_path: data}", "source_path: data/elsewhere}");
        var outcome = await _project.RunAsync("up", "--yes");
        _project.Replace("source_path: data/elsewhere}", "source_path: data}");

        Assert.NotEqual(0, outcome.Code);
        Assert.Contains("link", outcome.All, StringComparison.Ordinal);
        Assert.Contains("the previous deployment runs", outcome.All, StringComparison.Ordinal);
        Assert.All((await _project.PsAsync()).Values, instance => Assert.Equal("running", instance.State));
        await _project.ReadAsync("", "rm data/elsewhere");
    }

    /// <summary>An environment that the tests leave as they found it.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly Machine _machine = new();

        internal Project Project { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Project = Project.Of(_machine, """
                applications:
                  app:
                    type: "python:3.11"
                    crons:
                      report:
                        spec: "H 3 * * *"
                        commands:
                          start: |
                            echo "cron on $(hostname) as $TYPE"
                            if [ -e data/hold ]; then touch data/held; while [ -e data/hold ]; do sleep 0.1; done; rm data/held; fi
                    web:
                      commands: {start: exec sleep 1000}
                      locations: {/: {root: public}}
                      variables: {env: {type: web}}
                      mounts:
                        data: {source: storage, source_path: data}
                    workers:
                      queue:
                        commands: {start: exec sleep 1001}
                """);
            Project.Write("version", "one\n");
            Project.Write("public/index.html", "page\n");
            await Project.UpAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Project.DownAsync(volumes: true);
            await _machine.DisposeAsync();
        }
    }
}
