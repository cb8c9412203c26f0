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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
