using System.Text.Json.Nodes;

namespace Sundog.Acceptance.Tests;

/// <summary>Sizes, numbers of instances and disks of what runs.</summary>
public sealed class ResourceTests
{
    private const string Configuration = """
        applications:
          app:
            type: "python:3.11"
            mounts:
              data: {source: storage, source_path: data}
              cache: {source: tmp, source_path: cache}
            web: {commands: {start: exec sleep 1001}, locations: {/: {root: public}}}
            workers:
              queue: {commands: {start: "trap 'sleep 0.5; date >> data/ended; exit' TERM; while :; do sleep 0.05; done"}}
        """;

    [Fact]
    public async Task Sizes_counts_and_disks_change_at_runtime_without_a_build()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, Configuration);

        // Nothing is deployed before the sizes are set.
        var manual = await project.RunAsync("up", "--yes", "--resources-init=manual");
        Assert.NotEqual(0, manual.Code);
        Assert.Contains("resources:set --size 'app:0.5,app--queue:0.5'", manual.All, StringComparison.Ordinal);
        (await project.RunAsync("resources:set", "--size", "*:0.1", "--disk", "*:64")).Succeeded();
        (await project.RunAsync("up", "--yes", "--resources-init=manual")).Succeeded();
        Assert.Equal((0.1, 64, 1), await ResourcesAsync(project, "app--queue"));
        await project.ReadAsync("", "echo kept > data/x");
        Assert.NotEqual(0, (await project.SshAsync("", "fallocate -l 70M data/big")).Code);
        await project.SshAsync("", "rm -f data/big");

        // CPU and memory: nobody notices. The count: only those who come are started.
        var (web, queue) = (await PidsAsync(project, "app"), await PidsAsync(project, "app--queue"));
        var change = (await project.RunAsync("resources:set", "--size", "app--queue:0.5", "--count", "app--queue:3")).Succeeded();
        Assert.DoesNotContain("Building", change.All, StringComparison.Ordinal);
        Assert.Equal((0.5, 64, 3), await ResourcesAsync(project, "app--queue"));
        Assert.Equal(web, await PidsAsync(project, "app"));
        var three = await PidsAsync(project, "app--queue");
        Assert.Equal(3, three.Count);
        Assert.Equal(queue, three[..1]);

        // Fewer: the newest goes, and has the time it needs.
        (await project.RunAsync("resources:set", "--count", "app--queue:2")).Succeeded();
        Assert.Equal(three[..2], await PidsAsync(project, "app--queue"));
        Assert.Equal("1", await project.ReadAsync("queue", "cat data/ended | wc -l"));

        // A disk: larger with what it holds, never smaller; the other one is not touched.
        (await project.RunAsync("resources:set", "--disk", "app:200")).Succeeded();
        Assert.Equal("kept", await project.ReadAsync("", "fallocate -l 70M data/big && cat data/x"));
        Assert.Equal(three[..2], await PidsAsync(project, "app--queue"));
        Assert.Contains("not made smaller", (await project.RunAsync("resources:set", "--disk", "app:64")).All, StringComparison.Ordinal);
        Assert.Equal((0.1, 200, 1), await ResourcesAsync(project, "app"));

        var mounts = (JsonArray)JsonNode.Parse((await project.RunAsync("mount:list", "--app=app", "--format=json")).Succeeded().Output)!;
        var data = mounts.Single(mount => (string)mount!["path"]! == "/app/data" && (string)mount["name"]! == "app")!;
        Assert.InRange((long)data["size"]!, 199_000_000, 200_000_000);
        Assert.InRange((long)data["free"]!, 50_000_000, 130_000_000);

        // Temporary mounts are emptied, nothing else.
        await project.ReadAsync("", "echo x > cache/x");
        (await project.RunAsync("maintenance")).Succeeded();
        Assert.Equal("kept", await project.ReadAsync("", "ls -A cache; cat data/x"));

        // What goes down keeps its volumes, until it is said otherwise.
        await project.DownAsync();
        await project.UpAsync();
        Assert.Equal("kept", await project.ReadAsync("", "cat data/x"));
        await project.DownAsync(volumes: true);
        await project.UpAsync();
        Assert.NotEqual(0, (await project.SshAsync("", "cat data/x")).Code);
        await project.DownAsync(volumes: true);
    }

    private static async Task<List<int>> PidsAsync(Project project, string name) =>
        [.. ((JsonArray)JsonNode.Parse((await project.RunAsync("ps", "--format", "json")).Succeeded().Output)!)
            .Where(instance => (string)instance!["name"]! == name).Select(instance => (int)instance!["pid"]!)];

    private static async Task<(double Cpu, int Disk, int Count)> ResourcesAsync(Project project, string name)
    {
        var all = (JsonArray)JsonNode.Parse((await project.RunAsync("resources:get", "--format=json")).Succeeded().Output)!;
        var one = all.Single(container => (string)container!["name"]! == name)!;
        return ((double)one["cpu"]!, (int)one["disk"]!, (int)one["count"]!);
    }
}
