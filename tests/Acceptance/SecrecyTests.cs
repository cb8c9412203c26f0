namespace Sundog.Acceptance.Tests;

/// <summary>Who gets to see what of a project that runs.</summary>
public sealed class SecrecyTests
{
    private const string Secret = "sesame-7f3b9c-open";

    private const string Configuration = """
        applications:
          app:
            type: "python:3.11"
            hooks: {build: "env > seen; echo built > file; ln -s /etc/passwd link; mkdir -p deep/er; date +%Y > deep/er/x"}
            mounts:
              data: {source: storage, source_path: data}
            web: {commands: {start: exec sleep 1001}, locations: {/: {root: public}}}
            workers:
              queue: {commands: {start: exec sleep 1002}}
        """;

    [Fact]
    public async Task A_sensitive_variable_is_in_no_file_log_or_command_line_that_others_can_read()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, Configuration);
        await project.UpAsync();
        (await project.RunAsync("variable:create", "TOKEN", "--level=environment", "--prefix=env:", "--sensitive=true", "--visible-build=false", $"--value={Secret}")).Succeeded();
        Assert.Equal(Secret, await project.ReadAsync("queue", "echo $TOKEN"));

        // Builds do not see it when they are not to.
        Assert.Equal("", await project.ReadAsync("", "grep TOKEN seen; true"));
        Assert.DoesNotContain(Secret, (await project.RunAsync("variable:list", "--format=json")).All, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, (await project.RunAsync("activity:list")).All + (await project.RunAsync("activity:log")).All, StringComparison.Ordinal);

        // Root looks everywhere, but at empty disks.
        var files = (await Command.RunAsync("grep", "-rlaF", "--exclude=*.ext4", Secret, machine.State, machine.Run)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(files);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        Assert.All(files, file => Assert.Equal(default, File.GetUnixFileMode(file) & Others));
        Assert.DoesNotContain(files, file => file.EndsWith(".log", StringComparison.Ordinal));
        foreach (var pid in Processes.All())
        {
            Assert.DoesNotContain(Processes.Arguments(pid), word => word.Contains(Secret, StringComparison.Ordinal));
        }

        // Somebody else of the machine gets nowhere, and not to the daemon either.
        var nobody = await Command.RunAsync("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c",
            $"cat {machine.State}/sundog.db; ls {machine.Run}; cat {string.Join(' ', files)}; grep -aFs {Secret} /proc/[0-9]*/environ; true");
        Assert.DoesNotContain(Secret, nobody.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await Command.RunAsync("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "curl", "-s", "--unix-socket", $"{machine.Run}/sundog.sock", "http://localhost/projects")).Code);
        Assert.Equal(0, (await Command.RunAsync("curl", "-s", "--unix-socket", $"{machine.Run}/sundog.sock", "http://localhost/projects")).Code);
        await project.DownAsync(volumes: true);
    }

    [Fact]
    public async Task Two_environments_have_two_users_and_builds_of_one_tree_are_equal()
    {
        await using var machine = new Machine();
        await using var other = new Machine();
        var (one, two) = (Project.Of(machine, Configuration), Project.Of(other, Configuration));
        await one.UpAsync();
        await two.UpAsync();
        var (first, second) = (Build(machine), Build(other));

        // Names of projects and what a build prints of its environment differ; nothing else: contents, links, modes.
        var difference = await Command.RunAsync("diff", "-r", "--no-dereference", "--exclude=seen", first, second);
        Assert.Equal((0, ""), (difference.Code, difference.Output));
        var modes = new[] { first, second }.Select(async tree => (await Command.RunAsync("find", tree, "-printf", "%P %M %l\n")).Output.Split('\n').Order(StringComparer.Ordinal)).ToList();
        Assert.Equal(await modes[0], await modes[1]);

        // Another project on the same machine: another user.
        var neighbour = new Project(machine, machine.MakeDirectory("neighbour"));
        neighbour.Write(".upsun/config.yaml", Configuration);
        await neighbour.UpAsync();
        var users = new[] { await one.ReadAsync("", "id -u"), await one.ReadAsync("queue", "id -u"), await neighbour.ReadAsync("", "id -u") };
        Assert.Equal(users[0], users[1]);
        Assert.NotEqual(users[0], users[2]);
        Assert.All(users, user => Assert.True(int.Parse(user) >= 100_000));
        await neighbour.DownAsync(volumes: true);
        await two.DownAsync(volumes: true);
        await one.DownAsync(volumes: true);
    }

    private static string Build(Machine machine) => Path.Combine(Assert.Single(Directory.GetDirectories(Path.Combine(machine.State, "builds"))), "app");
}
