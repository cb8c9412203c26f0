using System.Net;
using System.Net.Sockets;

namespace Sundog.Acceptance.Tests;

/// <summary>What the daemon takes from whoever starts it.</summary>
public sealed class DaemonTests
{
    [Fact]
    public async Task A_repository_does_not_say_where_the_daemon_listens()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, """
            applications:
              app:
                type: "python:3.13"
                web: {commands: {start: exec sleep 1000}}
            """);
        var port = FreePort();
        project.Write("appsettings.json", $$$"""{"Kestrel": {"Endpoints": {"Web": {"Url": "http://127.0.0.1:{{{port}}}"} } } }""");
        await project.UpAsync();
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task What_cannot_be_made_to_run_when_the_daemon_starts_runs_as_soon_as_it_can()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, """
            applications:
              app:
                type: "python:3.13"
                web:
                  commands: {start: exec python3 -m http.server --bind 127.0.0.1 $PORT}
                  locations: {/: {passthru: true}}
            """);
        var url = Project.Url(await project.UpAsync());
        await machine.KillDaemonAsync("KILL");
        using (var inTheWay = new TcpListener(IPAddress.Loopback, url.Port))
        {
            // The sockets of a process go with the last of its threads.
            await Until.TrueAsync(() => Starts(inTheWay), "the port to be free");
            await project.PsAsync();
            await Until.TrueAsync(() => File.ReadAllText(Path.Combine(machine.State, "daemon.log")).Contains("is in use", StringComparison.Ordinal), "the daemon to see that");
        }

        using var http = new HttpClient();
        await Until.TrueAsync(async () => await Project.TryReadAsync(http, url) is not null, "the page to be there");

        static bool Starts(TcpListener listener)
        {
            try
            {
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
