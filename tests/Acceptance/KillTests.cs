namespace Sundog.Acceptance.Tests;

/// <summary>The daemon and the tool are killed at random instants of starts and stops; <c>down</c> leaves nothing all the same.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    // bench/runtime runs 200 of them.
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("SUNDOG_KILLS"), out var kills) ? kills : 20;

    [Fact]
    public async Task Killed_at_any_instant_nothing_is_left_after_down()
    {
        await using var machine = new Machine();
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var project = Project.Of(machine, """
            applications:
              api:
                type: "python:3.11"
                hooks: {build: sleep 0.1}
                web:
                  commands: {start: exec sleep 1001}
                  locations: {/: {root: public}}
                  mounts:
                    data: {source: storage, source_path: data}
                    cache: {source: tmp, source_path: cache}
              shop:
                type: "python:3.11"
                relationships: {api: {service: api, endpoint: http}}
                web: {commands: {start: exec sleep 1002}, locations: {/: {root: public}}}
                workers:
                  queue: {commands: {start: exec sleep 1003}}
            """);
        project.Write("public/page.txt", "page\n");
        await project.UpAsync();
        for (var kill = 0; kill < s_kills; kill++)
        {
            if (kill % 4 == 0)
            {
                project.Write("public/page.txt", $"{kill}\n");
            }

            using var process = machine.Start(project.Directory, kill % 3 == 2 ? ["down"] : ["up", "--yes"]);
            await Task.WhenAny(process.WaitForExitAsync(TestContext.Current.CancellationToken), Task.Delay(random.Next(2500), TestContext.Current.CancellationToken));
            await machine.KillDaemonAsync("KILL");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (kill % 7 == 6)
            {
                var environment = project.Environment;
                await NothingIsLeftAsync(project, Remains.Of(environment, machine.State, machine.Run).Links);
            }
        }

        await project.UpAsync();
        await NothingIsLeftAsync(project, Remains.Of(project.Environment, machine.State, machine.Run).Links);
    }

    private static async Task NothingIsLeftAsync(Project project, IEnumerable<string> links)
    {
        var machine = project.Machine;
        var environment = project.Environment;
        await project.DownAsync();
        await Until.TrueAsync(() => Remains.Of(environment, machine.State, machine.Run).Processes.Count == 0, "every process to be gone");
        var after = Remains.Of(environment, machine.State, machine.Run);
        Assert.Empty(after.Cgroups);
        Assert.Empty(after.Mounts);
        await Until.TrueAsync(() => !links.Intersect(Remains.AllLinks()).Any(), "every link to be gone");
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(machine.Run, "oci")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(machine.State, "environments", environment)).Select(Path.GetFileName).Except(["logs", "volumes"]));
        Assert.DoesNotContain(Entries("/run/sundog.roots"), place => place.Contains(environment, StringComparison.Ordinal));
        Assert.Empty(Entries(Path.Combine(machine.Run, "builds")));
        Assert.Empty(Entries(Path.Combine(machine.State, "scratch")));
        Assert.DoesNotContain(Entries(Path.Combine(machine.State, "builds")), one => one.EndsWith(".making", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(machine.State, "environments", environment), "*.new", SearchOption.AllDirectories));
        Assert.DoesNotContain(machine.State, string.Concat(Directory.GetDirectories("/sys/block", "loop*").Select(Backing)), StringComparison.Ordinal);
    }

    private static string[] Entries(string directory) => Directory.Exists(directory) ? Directory.GetFileSystemEntries(directory) : [];

    private static string Backing(string device)
    {
        try
        {
            return File.ReadAllText(Path.Combine(device, "loop/backing_file"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
