namespace Sundog.Acceptance.Tests;

/// <summary>After <c>down</c> nothing of the environment is left on the machine.</summary>
public sealed class RemainsTests
{
    [Fact]
    public async Task After_down_no_process_mount_link_namespace_cgroup_or_file_is_left()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, """
            applications:
              api:
                type: "python:3.11"
                hooks: {build: "true", deploy: sleep 300 >/dev/null 2>&1 &}
                web:
                  commands: {start: exec python3 -m http.server --bind 127.0.0.1 $PORT}
                  mounts:
                    data: {source: storage, source_path: data}
              shop:
                type: "python:3.11"
                relationships: {api: {service: api, endpoint: http}}
                web:
                  commands: {start: exec python3 -m http.server --bind 127.0.0.1 $PORT}
                workers:
                  queue:
                    commands:
                      start: |
                        setsid sleep 1001 &
                        exec sleep 1002
            """);
        project.Write("page.txt", "page\n");
        await project.UpAsync();
        // Somebody looks inside meanwhile, and leaves something running there.
        await project.ReadAsync("queue", "setsid sleep 1003 >/dev/null 2>&1 & true");
        var before = Remains.Of(project.Environment, machine.State, machine.Run);
        Assert.True(before.Processes.Count >= 3 + 3, "three times sundog-init and a command, and what else was started");
        Assert.Equal(3, before.Namespaces.Count);
        Assert.NotEmpty(before.Cgroups);
        Assert.Equal(3, before.Links.Count);

        await project.DownAsync();
        await Until.TrueAsync(() => before.Processes.All(process => !Processes.Exists(int.Parse(process.Split(' ')[0]))
            || Processes.Identity(int.Parse(process.Split(' ')[0])) != process), "every process to be gone");
        var after = Remains.Of(project.Environment, machine.State, machine.Run);

        Assert.Null(machine.Daemon);
        Assert.Empty(after.Processes);
        Assert.Empty(after.Cgroups);
        Assert.Empty(after.Mounts);
        Assert.Empty(before.Links.Intersect(Remains.AllLinks()));
        Assert.DoesNotContain(Processes.All().Select(pid => Processes.Namespace(pid, "net")), before.Namespaces.Contains);
        Assert.Equal(["logs", "volumes"], Entries(Path.Combine(machine.State, "environments", before.Environment)));

        await project.DownAsync(volumes: true);
        Assert.Empty(Entries(Path.Combine(machine.State, "environments")));
        Assert.Empty(Entries(Path.Combine(machine.Run, "oci")));
        Assert.Empty(Entries(Path.Combine(machine.Run, "builds")));
    }

    private static IEnumerable<string> Entries(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path)).Order() : [];
}

/// <summary>What an environment has on the machine at a moment.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Processes">The identities of its processes.</param>
/// <param name="Cgroups">Its cgroups, in every tree.</param>
/// <param name="Mounts">Mounts of its files outside of its instances.</param>
/// <param name="Links">The links of its instances on the host.</param>
/// <param name="Namespaces">The network namespaces of its instances.</param>
internal sealed record Remains(
    string Environment,
    IReadOnlyList<string> Processes,
    IReadOnlyList<string> Cgroups,
    IReadOnlyList<string> Mounts,
    IReadOnlyList<string> Links,
    IReadOnlyList<string> Namespaces)
{
    public static Remains Of(string environment, string state, string run)
    {
        var pids = Tests.Processes.All().Where(pid => Tests.Processes.Cgroups(pid).Contains($"/{environment}/", StringComparison.Ordinal)).ToList();
        return new Remains(
            environment,
            [.. pids.Where(Tests.Processes.Exists).Select(Tests.Processes.Identity)],
            [.. Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup")
                .SelectMany(tree => Directory.GetDirectories(tree, "sundog*")).Select(scope => $"{scope}/{environment}").Where(Directory.Exists)],
            [.. Tests.Processes.All().Except(pids).SelectMany(pid => Tests.Processes.Mounts(pid).Split('\n'))
                .Where(line => line.Contains(state, StringComparison.Ordinal) || line.Contains(run, StringComparison.Ordinal)).Distinct()],
            [.. AllLinks().Where(link => pids.Any(pid => link == $"sundog{pid}"))],
            [.. pids.Select(pid => Tests.Processes.Namespace(pid, "net")).Where(name => name.Length > 0).Distinct()]);
    }

    public static IEnumerable<string> AllLinks() => Directory.EnumerateDirectories("/sys/class/net").Select(path => Path.GetFileName(path)).ToList();
}
