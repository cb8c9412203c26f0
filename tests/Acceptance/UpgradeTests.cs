namespace Sundog.Acceptance.Tests;

/// <summary>The program is replaced by another build of it; nobody notices.</summary>
public sealed class UpgradeTests
{
    [Fact]
    public async Task A_daemon_that_is_replaced_by_another_build_loses_no_request_and_restarts_nothing()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, """
            applications:
              app:
                type: "python:3.13"
                web:
                  commands: {start: exec sleep 1000}
                  locations: {/: {root: public, index: [page.txt]}}
                workers:
                  queue: {commands: {start: exec sleep 1001}}
            """);
        project.Write("public/page.txt", "page\n");

        // A copy of the program, so that no other test meets the change.
        var copy = machine.MakeDirectory("program");
        (await Command.RunAsync("cp", "-a", Path.GetDirectoryName(Machine.Program)!, Path.Combine(copy, "bin"))).Succeeded();
        File.CreateSymbolicLink(Path.Combine(copy, "guest"), Path.Combine(Path.GetDirectoryName(Machine.Examples)!, "out/guest"));
        var program = Path.Combine(copy, "bin", Path.GetFileName(Machine.Program));
        var url = Project.Url(await RunAsync("up", "--yes"));
        var before = (await RunAsync("ps", "--format", "json")).Output;

        using var ending = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 3).Select(_ => AskAsync(url, ending.Token)).ToList();
        for (var upgrade = 0; upgrade < 3; upgrade++)
        {
            var daemon = machine.Daemon;
            foreach (var file in new[] { program, program + ".dll" }.Where(File.Exists))
            {
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            }

            await RunAsync("ps");
            Assert.Equal(daemon, machine.Daemon);
        }

        await ending.CancelAsync();
        var asked = await Task.WhenAll(clients);
        Assert.All(asked, count => Assert.True(count > 0));
        Assert.Equal(Pids(before), Pids((await RunAsync("ps", "--format", "json")).Output));
        await RunAsync("down", "--volumes", "--yes");

        async Task<Outcome> RunAsync(params string[] arguments)
        {
            using var process = machine.Start(project.Directory, arguments, program);
            process.StandardInput.Close();
            return (await process.EndAsync()).Succeeded();
        }
    }

    // The connection is new for each request; one that is refused or broken, or answered by anything but the page, fails.
    private static async Task<int> AskAsync(Uri url, CancellationToken ending)
    {
        var count = 0;
        while (!ending.IsCancellationRequested)
        {
            using var http = new HttpClient();
            Assert.Equal("page\n", await http.GetStringAsync(url, TestContext.Current.CancellationToken));
            count++;
        }

        return count;
    }

    private static string Pids(string instances) => string.Join(' ', instances.Split(',').Where(part => part.StartsWith("\"pid\"", StringComparison.Ordinal)));
}
