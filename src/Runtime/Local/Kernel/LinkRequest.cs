using System.Buffers.Binary;
using System.Net;

namespace Sundog.Runtime.Local.Kernel;

/// <summary>What the kernel is asked to do with links, addresses and routes: a message of rtnetlink(7). Pure.</summary>
/// <param name="Text">The same in the words of <c>ip</c>, for errors.</param>
/// <param name="Message">The message.</param>
internal sealed record LinkRequest(string Text, byte[] Message)
{
    private const int HeaderLength = 16;
    private const ushort NewLink = 16, DeleteLink = 17, NewAddress = 20, NewRoute = 24;
    private const ushort Request = 1, Acknowledge = 4, Replace = 0x100, Exclusive = 0x200, Create = 0x400;
    private const ushort LinkName = 3, LinkInfo = 18, LinkNamespaceOf = 19, InfoKind = 1, InfoData = 2, VethPeer = 1;
    private const ushort AddressOfPeer = 1, AddressOfLink = 2, RouteTo = 1, RouteLink = 4, RouteGateway = 5, RoutePriority = 6, RouteSource = 7;
    private const byte Version4 = 2, MainTable = 254, SetAtBoot = 3, OnLink = 253, Unicast = 1;
    private const int IsUp = 1;

    /// <summary>Makes a cable: two links, each in the network of a process; null: in that of the socket.</summary>
    public static LinkRequest AddCable(string one, int? oneIn, string other, int otherIn) => Of(
        NewLink, Create | Exclusive, $"link add {one} type veth peer {other}",
        End(one, oneIn),
        Field.Of(LinkInfo, Field.Of(InfoKind, "veth"), Field.Of(InfoData, Field.Of(VethPeer, End(other, otherIn)))));

    /// <summary>Takes a link away, and its other end with it.</summary>
    public static LinkRequest Delete(string link) => Of(DeleteLink, 0, $"link delete {link}", Link(0), Field.Of(LinkName, link));

    /// <summary>Lets packets through a link.</summary>
    public static LinkRequest Up(int link) => Of(NewLink, 0, $"link set {link} up", Link(link, IsUp));

    /// <summary>Gives a link the address of its own end and tells who is at the other; again does no harm.</summary>
    public static LinkRequest Address(int link, IPAddress own, IPAddress peer) => Of(
        NewAddress, Create | Replace, $"address replace {own} peer {peer}",
        [Version4, 32, 0, 0, .. BitConverter.GetBytes(link)],
        Field.Of(AddressOfLink, own.GetAddressBytes()),
        Field.Of(AddressOfPeer, peer.GetAddressBytes()));

    /// <summary>Leads over a link whatever has no other way.</summary>
    public static LinkRequest DefaultRoute(int link, IPAddress gateway) => Of(
        NewRoute, Create | Exclusive, $"route add default via {gateway}",
        [Version4, 0, 0, 0, MainTable, SetAtBoot, 0, Unicast, 0, 0, 0, 0],
        Field.Of(RouteGateway, gateway.GetAddressBytes()),
        Field.Of(RouteLink, link));

    /// <summary>Leads to an address over a link where nothing better does; again does no harm.</summary>
    public static LinkRequest LastRoute(int link, IPAddress to, IPAddress own) => Of(
        NewRoute, Create | Replace, $"route replace {to} src {own} metric 100",
        [Version4, 32, 0, 0, MainTable, SetAtBoot, OnLink, Unicast, 0, 0, 0, 0],
        Field.Of(RouteTo, to.GetAddressBytes()),
        Field.Of(RouteLink, link),
        Field.Of(RoutePriority, 100),
        Field.Of(RouteSource, own.GetAddressBytes()));

    private static byte[] End(string name, int? namespaceOf) => Field.Join(
        Link(0), Field.Of(LinkName, name), namespaceOf is { } pid ? Field.Of(LinkNamespaceOf, pid) : []);

    private static byte[] Link(int index, int flags = 0) =>
        [0, 0, 0, 0, .. BitConverter.GetBytes(index), .. BitConverter.GetBytes(flags), .. BitConverter.GetBytes(flags)];

    private static LinkRequest Of(ushort type, int flags, string text, params ReadOnlySpan<byte[]> parts)
    {
        var body = Field.Join(parts);
        var message = new byte[HeaderLength + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), (ushort)(Request | Acknowledge | flags));
        body.CopyTo(message, HeaderLength);
        return new LinkRequest(text, message);
    }
}
