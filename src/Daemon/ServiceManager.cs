using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sundog.Daemon;

/// <summary>Speaks with systemd: tells it how the daemon is (<c>sd_notify</c>), takes sockets from it, and lets it hold sockets over a restart. Where
/// there is none, nothing is told and nothing is taken.</summary>
internal static class ServiceManager
{
    private const int FirstSocket = 3;
    private const string NotifySocket = "NOTIFY_SOCKET";

    private static string? s_socket;

    /// <summary>It answers, and what shall run has been started.</summary>
    public static void Ready() => Tell("READY=1");

    /// <summary>It is about to end.</summary>
    public static void Stopping() => Tell("STOPPING=1");

    /// <summary>Lets the manager hold a socket for the next daemon.</summary>
    public static void Keep(Socket socket, string name) => Tell($"FDSTORE=1\nFDNAME={name}", socket);

    /// <summary>Lets it go.</summary>
    public static void Forget(string name) => Tell($"FDSTOREREMOVE=1\nFDNAME={name}");

    /// <summary>The descriptors that were passed to this process, and to none that it starts.</summary>
    public static IEnumerable<int> TakeSockets()
    {
        var isForUs = Environment.GetEnvironmentVariable("LISTEN_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var count = isForUs && int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), CultureInfo.InvariantCulture, out var told) ? told : 0;

        // Not for the programs that the daemon starts: crun would wait until each container has told that it is ready.
        s_socket = Environment.GetEnvironmentVariable(NotifySocket);
        foreach (var name in new[] { "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", NotifySocket })
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        return Enumerable.Range(FirstSocket, count);
    }

    private static void Tell(string message, Socket? descriptor = null)
    {
        if (s_socket is not { Length: > 1 } path)
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        if (descriptor is not null)
        {
            Descriptors.Send(socket, path, message, descriptor);
            return;
        }

        // An @ stands for the zero byte of an abstract address.
        try
        {
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
        }
        catch (SocketException)
        {
            // Then it does not listen; the daemon runs all the same.
        }
    }
}
