using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sundog.Runtime.Tests;

/// <summary>Leads to a port and drops the first connections in the middle of what they bring.</summary>
internal sealed class FlakyProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private int _left;

    public FlakyProxy(int target, int dropped)
    {
        (_target, _left) = (target, dropped);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many connections are still to be dropped.</summary>
    public int Left => Math.Max(0, Volatile.Read(ref _left));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = LeadAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task LeadAsync(Socket socket)
    {
        const int Some = 200;
        using var client = socket;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var isDropped = Interlocked.Decrement(ref _left) >= 0;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            var answer = CopyAsync(server, client, isDropped ? Some : int.MaxValue);
            await Task.WhenAny(CopyAsync(client, server, int.MaxValue), answer);
            if (!isDropped)
            {
                await answer;
                client.Shutdown(SocketShutdown.Both);
            }
        }
        catch (SocketException)
        {
            // That is what it is for.
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, int most)
    {
        var buffer = new byte[16 * 1024];
        while (most > 0 && await from.ReceiveAsync(buffer.AsMemory(0, Math.Min(buffer.Length, most))) is > 0 and var read)
        {
            await to.SendAsync(buffer.AsMemory(0, read));
            most -= read;
        }
    }
}
