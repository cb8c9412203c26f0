namespace Sundog.Acceptance.Tests;

/// <summary>What a deployment does, and what it leaves alone.</summary>
public sealed class DeployingTests : IAsyncLifetime
{
    private const string Configuration = """
        applications:
          shop:
            type: "python:3.11"
            hooks:
              build: echo built > built.txt
              deploy: echo deploy in $(hostname) >> /tmp/hooks
              post_deploy: echo post_deploy in $(hostname) >> /tmp/hooks
            web:
              commands:
                start: exec python3 -m http.server --bind 127.0.0.1 $PORT
            workers:
              first:
                commands:
                  start: exec sleep 1001
                mounts:
                  data: {source: storage, source_path: data}
              second:
                commands:
                  start: exec sleep 1002
        """;

    private readonly Machine _machine = new();
    private Project _project = null!;
    private Outcome _up = null!;

    public async ValueTask InitializeAsync()
    {
        _project = Project.Of(_machine, Configuration);
        _project.Write("page.txt", "first\n");
        _up = await _project.UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _project.DownAsync(volumes: true);
        await _machine.DisposeAsync();
    }

    [Fact]
    public async Task A_changed_command_restarts_that_worker_alone_and_builds_nothing()
    {
        var before = await _project.PidsAsync();
        _project.Replace("sleep 1002", "sleep 1003");
        var up = await _project.UpAsync();
        var after = await _project.PidsAsync();

        Assert.Contains("Reusing the existing build", up.Error);
        Assert.Contains("Opening worker shop--second (its commands changed)", up.Error);
        Assert.Equal((before["shop"], before["shop--first"]), (after["shop"], after["shop--first"]));
        Assert.NotEqual(before["shop--second"], after["shop--second"]);
        Assert.Equal(["sleep", "1003"], Processes.Arguments(after["shop--second"]!.Value));
    }

    [Fact]
    public async Task Changed_code_is_built_and_deployed_everywhere()
    {
        _project.Write("page.txt", "second\n");
        var before = await _project.PidsAsync();
        var up = await _project.UpAsync();
        var after = await _project.PidsAsync();

        Assert.Contains("Building application shop", up.Error);
        Assert.All(before, entry => Assert.NotEqual(entry.Value, after[entry.Key]));
        using var http = new HttpClient { BaseAddress = Project.Url(up) };
        Assert.Equal("second\n", await http.GetStringAsync("page.txt", TestContext.Current.CancellationToken));
        Assert.Equal("second", await _project.ReadAsync("second", "cat page.txt"));
    }

    [Fact]
    public async Task A_build_that_fails_leaves_what_runs_untouched()
    {
        var before = await _project.PidsAsync();
        _project.Replace("echo built > built.txt", "echo on the way; exit 3");
        var up = await _project.RunAsync("up");

        Assert.Equal(1, up.Code);
        Assert.Contains("on the way", up.Error);
        Assert.Contains("the build of shop failed with exit code 3; what runs is untouched", up.Error);
        Assert.Equal(before, await _project.PidsAsync());
        using var http = new HttpClient { BaseAddress = Project.Url(_up) };
        Assert.Equal("built\n", await http.GetStringAsync("built.txt", TestContext.Current.CancellationToken));
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(_machine.State, "builds")), path => path.EndsWith(".making", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_configuration_with_an_error_leaves_what_runs_untouched()
    {
        var before = await _project.PidsAsync();
        _project.Replace("source: storage", "source: cupboard");
        var up = await _project.RunAsync("up");

        Assert.Equal(1, up.Code);
        Assert.Contains(".upsun/config.yaml:16:", up.Error);
        Assert.Equal(before, await _project.PidsAsync());
    }

    [Fact]
    public async Task The_hooks_deploy_and_post_deploy_run_on_web_only()
    {
        Assert.Equal("deploy in shop.0\npost_deploy in shop.0", await _project.ReadAsync("", "cat /tmp/hooks"));
        Assert.NotEqual(0, (await _project.SshAsync("first", "cat /tmp/hooks")).Code);
        Assert.NotEqual(0, (await _project.SshAsync("second", "cat /tmp/hooks")).Code);
    }

    [Fact]
    public async Task A_redeployment_restarts_web_and_workers_and_runs_post_deploy_alone()
    {
        var before = await _project.PidsAsync();
        var redeploy = (await _project.RunAsync("redeploy")).Succeeded();
        var after = await _project.PidsAsync();

        Assert.DoesNotContain("Building", redeploy.Error);
        Assert.All(before, entry => Assert.NotEqual(entry.Value, after[entry.Key]));
        Assert.Equal("post_deploy in shop.0", await _project.ReadAsync("", "cat /tmp/hooks"));
    }

    [Fact]
    public async Task The_build_ran_in_a_container_with_the_build_s_environment()
    {
        _project.Replace("echo built > built.txt", "env > built.txt; hostname >> built.txt; ls /run/config.json >> built.txt 2>&1; true");
        await _project.UpAsync();
        var built = (await _project.ReadAsync("first", "cat built.txt")).Split('\n');

        Assert.Contains("CI=1", built);
        Assert.Contains("PLATFORM_APPLICATION_NAME=shop", built);
        Assert.DoesNotContain(built, line => line.StartsWith("PLATFORM_BRANCH=", StringComparison.Ordinal));
        Assert.Contains("build-shop.0", built);
        Assert.Contains(built, line => line.Contains("No such file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Volumes_outlive_down_and_go_with_volumes()
    {
        await _project.ReadAsync("first", "echo kept > data/file");
        await _project.DownAsync();
        Assert.All((await _project.PsAsync()).Values, instance => Assert.Equal("stopped", instance.State));
        await _project.UpAsync();
        Assert.Equal("kept", await _project.ReadAsync("first", "cat data/file"));

        await _project.DownAsync(volumes: true);
        await _project.UpAsync();
        Assert.Equal("", await _project.ReadAsync("first", "ls data"));
    }

    [Fact]
    public async Task Down_with_volumes_asks_before_it_deletes()
    {
        await _project.ReadAsync("first", "echo kept > data/file");
        var down = await _project.RunAsync("down", "--volumes");

        Assert.Equal(1, down.Code);
        Assert.Equal("kept", await _project.ReadAsync("first", "cat data/file"));
    }
}
