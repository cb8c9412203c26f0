using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime.Local.Kernel;

namespace Sundog.Runtime.Local;

/// <summary>The network of an instance: its own rules, its cables, and the way out. All of it lives in the instance's network namespace,
/// so it is gone when the instance is, however that happens.</summary>
internal static class Network
{
    private const string LinkOut = "internet";

    private static readonly SemaphoreSlim s_plugging = new(1, 1);

    /// <summary>Closes the namespace of a new instance, and gives it its way out when it has one.</summary>
    public static Task PrepareAsync(int pid, bool hasInternet, Sequence<OutboundRule>? outbound)
    {
        // A pid is unique on the machine while its process lives, and so are the addresses and the name that follow from it.
        var (host, inside) = (Address(2 * (uint)pid), Address((2 * (uint)pid) + 1));
        if (hasInternet)
        {
            var link = string.Create(CultureInfo.InvariantCulture, $"sundog{pid}");
            using var socket = new LinkSocket();
            socket.Send(LinkRequest.AddCable(link, null, LinkOut, pid));
            Open(socket, link, host, inside);
        }

        return NetworkNamespace.InAsync(pid, () =>
        {
            // The rules first: nothing comes in before they are there.
            Nftables.Run(InstanceRules.Text(outbound, EtcDirectory.NameServers()));
            using var socket = new LinkSocket();
            socket.Send(LinkRequest.Up(LinkSocket.IndexOf("lo")));
            if (hasInternet)
            {
                Open(socket, LinkOut, inside, host);
                socket.Send(LinkRequest.DefaultRoute(LinkSocket.IndexOf(LinkOut), host));
            }
        });
    }

    /// <summary>Gives rules to the namespace of an instance.</summary>
    public static Task RulesAsync(int pid, string text) => NetworkNamespace.InAsync(pid, () => Nftables.Run(text));

    /// <summary>Lays a cable between two instances that run; one that is there stays.</summary>
    public static async Task ConnectAsync(Cable cable, (int Pid, int Place) client, (int Pid, int Place) server)
    {
        // Each end is named for the place of the other one: for a while one instance may have both of another's places at the end of a cable.
        var (clientEnd, serverEnd) = ("c" + Link(cable, server.Place), "s" + Link(cable, client.Place));
        if (HasRoute(client.Pid, clientEnd) && HasRoute(server.Pid, serverEnd))
        {
            return;
        }

        await PlugAsync((client.Pid, clientEnd), (server.Pid, serverEnd)).ConfigureAwait(false);
        var (clientAddress, serverAddress) = (cable.ClientAddressAt(client.Place), cable.ServerAddressAt(server.Place));
        await Task.WhenAll(
            OpenAsync(client.Pid, clientEnd, clientAddress, serverAddress, detourTo: server.Place == 0 ? null : cable.ServerAddress),
            OpenAsync(server.Pid, serverEnd, serverAddress, clientAddress, detourTo: null)).ConfigureAwait(false);
    }

    // The two ends at the two processes. One at a time: a cable that another start is just laying must not be taken for half of an old one.
    private static async Task PlugAsync((int Pid, string Link) client, (int Pid, string Link) server)
    {
        await s_plugging.WaitAsync().ConfigureAwait(false);
        try
        {
            var (clientHas, serverHas) = (HasLink(client.Pid, client.Link), HasLink(server.Pid, server.Link));
            if (clientHas && serverHas)
            {
                return;
            }

            if (clientHas || serverHas)
            {
                // One end is of a cable to an instance that has ended: the kernel takes it away a moment later.
                var (pid, link) = clientHas ? client : server;
                await NetworkNamespace.InAsync(pid, () =>
                {
                    using var inside = new LinkSocket();
                    inside.Send(LinkRequest.Delete(link), LinkSocket.NoDevice);
                }).ConfigureAwait(false);
            }

            using var socket = new LinkSocket();
            socket.Send(LinkRequest.AddCable(client.Link, client.Pid, server.Link, server.Pid), LinkSocket.Exists);
        }
        finally
        {
            s_plugging.Release();
        }
    }

    private static Task OpenAsync(int pid, string link, string own, string peer, string? detourTo) => NetworkNamespace.InAsync(pid, () =>
    {
        using var socket = new LinkSocket();
        Open(socket, link, IPAddress.Parse(own), IPAddress.Parse(peer));
        if (detourTo is not null)
        {
            // The address that the client knows must lead somewhere before a rule can turn it into the one of the server's other place.
            socket.Send(LinkRequest.LastRoute(LinkSocket.IndexOf(link), IPAddress.Parse(detourTo), IPAddress.Parse(own)));
        }
    });

    // One address at each end: IPv6 would give it another by itself. It is switched off for the link, which may be laid by the other end before
    // this namespace has any settings of its own.
    private static void Open(LinkSocket socket, string link, IPAddress own, IPAddress peer)
    {
        var index = LinkSocket.IndexOf(link);
        var switchOff = $"/proc/sys/net/ipv6/conf/{link}/disable_ipv6";
        if (File.Exists(switchOff))
        {
            File.WriteAllText(switchOff, "1");
        }

        socket.Send(LinkRequest.Address(index, own, peer));
        socket.Send(LinkRequest.Up(index));
    }

    private static bool HasLink(int pid, string link) =>
        Lines($"/proc/{pid}/net/dev").Skip(2).Any(line => line.Split(':')[0].Trim() == link);

    // The route is there once the address is and the link is up.
    private static bool HasRoute(int pid, string link) =>
        Lines($"/proc/{pid}/net/route").Any(line => line.StartsWith(link + "\t", StringComparison.Ordinal));

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string Link(Cable cable, int place) => place == 0 ? cable.Link : $"{cable.Link}+{place}";

    // The ways out have the addresses from 250.0.0.0 on.
    private static IPAddress Address(uint number) => new(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness((250u << 24) + number)));
}
