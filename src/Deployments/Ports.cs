using System.Net;
using System.Net.Sockets;

namespace Sundog.Deployments;

/// <summary>Chooses the port of an environment's routes.</summary>
internal static class Ports
{
    // SUNDOG_PORT moves the range, so that two Sundogs of one machine do not take each other's.
    private static readonly int s_first = int.TryParse(Environment.GetEnvironmentVariable("SUNDOG_PORT"), out var port) ? port : 8080;

    /// <summary>The first port that no other environment has and nobody listens on.</summary>
    public static int Free(IEnumerable<int> taken)
    {
        var others = taken.ToHashSet();
        return Enumerable.Range(s_first, 65536 - s_first).First(port => !others.Contains(port) && IsFree(port));
    }

    /// <summary>Whether nobody listens on a port.</summary>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
