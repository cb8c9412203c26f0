using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sundog.Daemon;

/// <summary>The sockets on which the daemon listens. They outlive it where somebody holds them for the next one: systemd (socket units, its store of
/// descriptors), or the process itself when it becomes another program. Whoever connects meanwhile waits in the kernel's queue, and is not refused.</summary>
internal sealed class ListeningSockets
{
    private const int Backlog = 512;

    private readonly ConcurrentDictionary<string, Socket> _kept = new();
    private readonly ConcurrentDictionary<string, bool> _unused = new();
    private readonly HashSet<string> _fromManager = [];

    /// <summary>Takes what was passed to this process.</summary>
    /// <param name="passed">Descriptors of a daemon that became this one, separated by commas; null when there was none.</param>
    public static ListeningSockets Take(string? passed)
    {
        var sockets = new ListeningSockets();
        foreach (var descriptor in ServiceManager.TakeSockets())
        {
            if (sockets.Take(descriptor) is { } name)
            {
                sockets._fromManager.Add(name);
            }
        }

        foreach (var text in passed?.Split(',') ?? [])
        {
            sockets.Take(int.Parse(text, CultureInfo.InvariantCulture));
        }

        return sockets;
    }

    /// <summary>A socket that is bound to a TCP address; closing it leaves the one that is kept.</summary>
    /// <exception cref="SocketException">The address is another program's.</exception>
    public Socket Open(IPEndPoint place) => Open(place, () => { });

    /// <summary>A descriptor of a socket that listens at a path.</summary>
    public int Open(string path)
    {
        var place = new UnixDomainSocketEndPoint(path);
        return (int)Descriptors.Duplicate(Kept(place, () => File.Delete(path)));
    }

    /// <summary>Whether somebody else made the socket at this path, and takes it away.</summary>
    public bool IsPassed(string path) => _fromManager.Contains(path);

    /// <summary>Gives an address up.</summary>
    public void Close(IPEndPoint place)
    {
        // With 127.0.0.1 a router also listens on ::1.
        foreach (var name in new[] { NameOf(place), NameOf(new IPEndPoint(IPAddress.IPv6Loopback, place.Port)) })
        {
            if (_kept.TryRemove(name, out var socket))
            {
                socket.Dispose();
                ServiceManager.Forget(name);
            }
        }
    }

    /// <summary>Gives up what was passed and is not used any more.</summary>
    public void CloseUnused()
    {
        foreach (var name in _unused.Keys)
        {
            if (_kept.TryRemove(name, out var socket))
            {
                socket.Dispose();
                ServiceManager.Forget(name);
            }
        }

        _unused.Clear();
    }

    /// <summary>Makes the descriptors survive that this process becomes another program.</summary>
    /// <returns>What that program is to be told.</returns>
    public string PassOn()
    {
        var descriptors = _kept.Values.Select(socket => (int)socket.SafeHandle.DangerousGetHandle()).ToList();
        descriptors.ForEach(descriptor => Descriptors.KeepFromPrograms(descriptor, isKept: false));
        return string.Join(',', descriptors);
    }

    private string? Take(int descriptor)
    {
        Descriptors.KeepFromPrograms(descriptor, isKept: true);
        var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        if (socket.LocalEndPoint is { } place && _kept.TryAdd(NameOf(place), socket))
        {
            _unused[NameOf(place)] = true;
            return NameOf(place);
        }

        socket.Dispose();
        return null;
    }

    private Socket Open(EndPoint place, Action prepare) => new(new SafeSocketHandle(Descriptors.Duplicate(Kept(place, prepare)), ownsHandle: true));

    private Socket Kept(EndPoint place, Action prepare)
    {
        var name = NameOf(place);
        if (_kept.TryGetValue(name, out var kept))
        {
            _unused.TryRemove(name, out _);
            return kept;
        }

        prepare();
        var socket = place is IPEndPoint ? new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(place);
            socket.Listen(Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        // A port that is chosen freely is known only now.
        name = NameOf(socket.LocalEndPoint!);
        _kept[name] = socket;
        if (place is IPEndPoint)
        {
            ServiceManager.Keep(socket, name);
        }

        return socket;
    }

    private static string NameOf(EndPoint place) => place is IPEndPoint address ? $"{address.Address}-{address.Port}".Replace(':', '.') : place.ToString()!;
}
