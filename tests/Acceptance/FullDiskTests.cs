namespace Sundog.Acceptance.Tests;

/// <summary>A disk that is full fails what is asked for, clearly, and nothing else.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_an_activity_fails_clearly_what_runs_goes_on_and_with_space_everything_does()
    {
        await using var machine = new Machine();
        System.IO.Directory.CreateDirectory(machine.State);
        (await Command.RunAsync("mount", "-t", "tmpfs", "-o", "size=160m,mode=700", "sundog-test", machine.State)).Succeeded();
        try
        {
            var project = Project.Of(machine, """
                applications:
                  app:
                    type: "python:3.13"
                    hooks: {build: "if [ -e big ]; then head -c 400M /dev/zero > large; fi"}
                    crons:
                      report: {spec: "H 3 * * *", commands: {start: echo reported}}
                    web:
                      commands: {start: exec sleep 1000}
                      locations: {/: {root: public}}
                """);
            project.Write("public/page.txt", "page\n");
            await project.UpAsync();
            var before = await project.PidsAsync();

            // The build itself fills the disk.
            project.Write("big", "");
            var outcome = await project.RunAsync("up", "--yes");
            Assert.NotEqual(0, outcome.Code);
            Assert.Contains("No space left on device", outcome.All, StringComparison.Ordinal);
            Assert.Contains("failure", (await project.RunAsync("activity:list", "--limit", "1")).Succeeded().Output, StringComparison.Ordinal);
            Assert.Equal(before, await project.PidsAsync());

            // It is full before: nothing is begun that would stop half-way.
            File.Delete(Path.Combine(project.Directory, "big"));
            project.Replace("sleep 1000", "sleep 1001");
            await Command.RunAsync("sh", "-c", $"head -c 400M /dev/zero > {machine.State}/filler");
            outcome = await project.RunAsync("up", "--yes");
            Assert.NotEqual(0, outcome.Code);
            Assert.Matches("[Ff]ull|No space left", outcome.All);
            Assert.Contains("failure", (await project.RunAsync("activity:list", "--limit", "1")).Succeeded().Output, StringComparison.Ordinal);
            Assert.Equal(before, await project.PidsAsync());

            // A daemon that is started on a full disk finds everything again.
            await machine.KillDaemonAsync("KILL");
            Assert.Equal(before, await project.PidsAsync());

            File.Delete(Path.Combine(machine.State, "filler"));
            await project.UpAsync();
            Assert.NotEqual(before["app"], (await project.PidsAsync())["app"]);
            (await project.RunAsync("cron:run", "report")).Succeeded();
            await project.DownAsync(volumes: true);
        }
        finally
        {
            await machine.KillDaemonAsync("TERM");
            await Command.RunAsync("umount", "-l", machine.State);
        }
    }
}
