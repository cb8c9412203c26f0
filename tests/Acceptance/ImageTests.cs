using Sundog.Tests;

namespace Sundog.Acceptance.Tests;

/// <summary>Types that run from OCI images, from a private registry.</summary>
public sealed class ImageTests
{
    private const string Configuration = """
        applications:
          app:
            type: "python:3.13"
            hooks: {build: hello > built}
            web: {commands: {start: exec sleep 1001}, locations: {/: {root: public}}}
            workers:
              queue: {commands: {start: exec sleep 1002}}
        """;

    [Fact]
    public async Task Types_run_from_the_images_that_one_file_names_and_go_back_to_the_host()
    {
        Assert.SkipUnless(Registry.IsAvailable, "needs Debian's docker-registry, skopeo, umoci and busybox-static");
        await using var machine = new Machine();
        await using var registry = await Registry.StartAsync(isPrivate: true);
        var project = Project.Of(machine, Configuration);
        Directory.CreateDirectory(machine.State);
        var choice = Path.Combine(machine.State, "images.json");

        // The usual credential file is that of whoever runs the daemon.
        var home = machine.MakeDirectory("home");
        machine.Variables["HOME"] = home;
        machine.Variables["XDG_RUNTIME_DIR"] = home;

        await File.WriteAllTextAsync(choice, "{ python: 3", TestContext.Current.CancellationToken);
        var unreadable = await project.RunAsync("up", "--yes");
        Assert.NotEqual(0, unreadable.Code);
        Assert.StartsWith($"{choice} is no JSON object", unreadable.All.Split('\n').First(line => line.Contains(choice, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", unreadable.All, StringComparison.Ordinal);

        await File.WriteAllTextAsync(choice, $$"""{ "python": "{{registry.Host}}/small:{version}" }""", TestContext.Current.CancellationToken);
        var refused = await project.RunAsync("up", "--yes");
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("small:3.13 cannot be fetched", refused.All, StringComparison.Ordinal);
        Assert.Contains($"authentication required; `skopeo login {registry.Host}`, as root, lets it in", refused.All, StringComparison.Ordinal);
        Assert.DoesNotContain("level=", refused.All, StringComparison.Ordinal);

        Directory.CreateDirectory(Path.Combine(home, ".docker"));
        await File.WriteAllTextAsync(Path.Combine(home, ".docker/config.json"), registry.Credentials, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(choice, $$"""{ "python": "{{registry.Image}}" }""", TestContext.Current.CancellationToken);
        var up = await project.UpAsync();
        Assert.Contains($"Fetching image {registry.Image}", up.All, StringComparison.Ordinal);
        Assert.DoesNotContain(Registry.Password, up.All, StringComparison.Ordinal);
        foreach (var worker in new[] { "", "queue" })
        {
            Assert.Equal("from the image\nfrom the image", await project.ReadAsync(worker, "cat built; hello"));
            Assert.NotEqual(0, (await project.SshAsync(worker, "ls /usr/bin/perl")).Code);
        }

        Assert.DoesNotContain("Fetching", (await project.UpAsync()).All, StringComparison.Ordinal);
        Assert.Equal("", (await project.RunAsync("image:prune")).Succeeded().Output);

        // --images is for all types, and the file is stronger; without both it is the host.
        (await project.RunAsync("up", "--yes", "--images")).Succeeded();
        Assert.Equal("from the image", await project.ReadAsync("", "hello"));
        File.Delete(choice);
        project.Replace("hello > built", "uname > built");
        (await project.RunAsync("up", "--yes", "--host")).Succeeded();
        Assert.Equal("Linux", await project.ReadAsync("queue", "cat built; test -e /usr/bin/perl"));
        Assert.Equal(registry.Image + "\n", (await project.RunAsync("image:prune")).Succeeded().Output);
        Assert.Empty(Directory.GetDirectories(Path.Combine(machine.State, "images"), "sha256*"));
        await project.DownAsync(volumes: true);
    }

    [Fact]
    public async Task A_project_is_built_and_runs_in_an_image_that_was_made_of_Debian_s_packages()
    {
        Assert.SkipUnless(Registry.IsAvailable && DebianRoot.IsAvailable, "needs Debian with docker-registry, skopeo, umoci, busybox-static and mmdebstrap");
        await using var machine = new Machine();
        await using var registry = await Registry.StartAsync();
        var image = await registry.PushAsync(await DebianRoot.MakeAsync(), "debian");
        var project = Project.Of(machine, $$"""
            applications:
              app:
                type: "python:3.11"
                hooks: {build: "mkdir public; cp {{Registry.Mark}} public/maker"}
                web:
                  commands: {start: "exec python3 -c 'import time; time.sleep(1003)'"}
                  locations: {/: {root: public} }
                workers:
                  queue: {commands: {start: "python3 -c 'print(6 * 7, flush=True)'; exec sleep 1004"} }
            routes: {"http://{default}/": {type: upstream, upstream: "app:http"} }
            """);
        Directory.CreateDirectory(machine.State);
        await File.WriteAllTextAsync(Path.Combine(machine.State, "images.json"), $$"""{ "python": "{{image}}" }""", TestContext.Current.CancellationToken);
        var up = await project.UpAsync();
        Assert.Contains($"Fetching image {image}", up.All, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal("debian\n", await http.GetStringAsync(new Uri(Project.Url(up), "maker"), TestContext.Current.CancellationToken));
        Assert.Equal("debian", await project.ReadAsync("queue", $"cat {Registry.Mark}; test ! -e /usr/bin/git"));
        Assert.Equal("python3.11", await project.ReadAsync("", "readlink /usr/bin/python3"));
        await Until.TrueAsync(async () => (await project.RunAsync("logs", "--worker", "queue")).Output.Contains("42", StringComparison.Ordinal), "the worker's output");
        await project.DownAsync(volumes: true);
    }
}
