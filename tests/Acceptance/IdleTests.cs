namespace Sundog.Acceptance.Tests;

/// <summary>What the daemon does while nothing happens.</summary>
public sealed class IdleTests
{
    [Fact]
    public async Task While_nobody_asks_anything_no_thread_of_the_daemon_wakes_by_the_clock_and_the_next_command_is_answered()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, """
            applications:
              shop:
                type: "python:3.11"
                workers:
                  queue:
                    commands:
                      start: exec sleep infinity
            """);
        await project.UpAsync();
        var daemon = machine.Daemon!.Value;
        Assert.NotEmpty(Threads(daemon));

        // The server's clock, which ticks every second.
        await Until.TrueAsync(() => !Threads(daemon).Contains("Kestrel Timer"), "the server to end");
        Assert.Equal("running", (await project.PsAsync())["shop--queue"].State);
        Assert.Contains("Kestrel Timer", Threads(daemon));
        Assert.Equal(daemon, machine.Daemon);
    }

    private static IReadOnlyList<string> Threads(int pid) =>
        [.. Directory.EnumerateFiles($"/proc/{pid}/task", "comm", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => File.ReadAllText(file).Trim())];
}
