using System.Net;
using System.Net.Sockets;

namespace Sundog.Runtime.Local;

/// <summary>Makes sockets inside an instance's network namespace. A socket belongs to the namespace of the thread that made it, for ever;
/// so the router reaches web without any network path between the host and the instance.</summary>
internal static class NetworkNamespace
{
    /// <summary>Connects to a TCP port on the instance's loopback.</summary>
    public static async ValueTask<Stream> ConnectAsync(int pid, int port, CancellationToken cancellation)
    {
        var socket = In(pid, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        return await ConnectAsync(socket, new IPEndPoint(IPAddress.Loopback, port), cancellation).ConfigureAwait(false);
    }

    /// <summary>Connects to a Unix socket that the instance made. Its user may have put a link in its place: none leads to a socket of this machine.</summary>
    public static async ValueTask<Stream> ConnectAsync(int pid, string path, CancellationToken cancellation)
    {
        using var root = Native.OpenDirectory($"/proc/{pid}/root");
        using var found = Native.FindInRoot(root, path);
        if (found.IsInvalid)
        {
            throw new IOException($"{path} is not there");
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        return await ConnectAsync(socket, new UnixDomainSocketEndPoint($"/proc/self/fd/{found.DangerousGetHandle()}"), cancellation).ConfigureAwait(false);
    }

    /// <summary>Listens on all addresses of the instance.</summary>
    public static Socket Listen(int pid, int port) => In(pid, () =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        socket.Listen();
        return socket;
    });

    private static async ValueTask<Stream> ConnectAsync(Socket socket, EndPoint endPoint, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(endPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Does something in the network of a process.</summary>
    /// <exception cref="IOException">There is no such process.</exception>
    private static T In<T>(int pid, Func<T> work)
    {
        var done = StartIn(pid, work);
        return done.GetAwaiter().GetResult();
    }

    /// <summary>Whether a process has a network: one that is ending has none any more, though the kernel still lists it.</summary>
    public static bool Exists(int pid) => File.Exists($"/proc/{pid}/ns/net");

    /// <summary>Does something in the network of a process.</summary>
    /// <exception cref="IOException">There is no such process.</exception>
    public static Task InAsync(int pid, Action work) => StartIn(pid, () =>
    {
        work();
        return true;
    });

    // On a thread of its own, which ends there: no other code can ever run in that network.
    private static Task<T> StartIn<T>(int pid, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(
            () =>
            {
                try
                {
                    using var handle = File.OpenHandle($"/proc/{pid}/ns/net");
                    if (Native.SetNamespace(handle, Native.NewNetwork) != 0)
                    {
                        throw new IOException($"the network of the process {pid} cannot be entered");
                    }

                    done.SetResult(work());
                }
                catch (Exception exception)
                {
                    done.SetException(exception);
                }
            },
            maxStackSize: 1024 * 1024)
        {
            IsBackground = true,
        }.Start();
        return done.Task;
    }
}
