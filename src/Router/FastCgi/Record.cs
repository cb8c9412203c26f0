using System.Buffers.Binary;

namespace Sundog.Routing;

/// <summary>The records of FastCGI 1.0: eight bytes of header, then content and padding.</summary>
internal static class Record
{
    public const int HeaderLength = 8, MaxContent = 65528;

    public const byte BeginRequest = 1, EndRequest = 3, Params = 4, StandardInput = 5, StandardOutput = 6, StandardError = 7;

    /// <summary>The only request of its connection.</summary>
    private const ushort RequestId = 1;

    /// <summary>A whole record. Content of length zero ends its stream.</summary>
    public static byte[] Of(byte type, ReadOnlySpan<byte> content)
    {
        var record = new byte[HeaderLength + content.Length];
        WriteHeader(record, type, content.Length);
        content.CopyTo(record.AsSpan(HeaderLength));
        return record;
    }

    /// <summary>The header of a record.</summary>
    public static void WriteHeader(Span<byte> target, byte type, int contentLength)
    {
        target[0] = 1; // version
        target[1] = type;
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], RequestId);
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], (ushort)contentLength);
        target[6] = 0; // padding
        target[7] = 0;
    }

    /// <summary>A request for the role of a responder, over a connection that ends with it.</summary>
    public static byte[] Begin() => Of(BeginRequest, [0, 1, 0, 0, 0, 0, 0, 0]);

    /// <summary>Type, content length and padding length of a header.</summary>
    public static (byte Type, int Content, int Padding) ReadHeader(ReadOnlySpan<byte> header) =>
        (header[1], BinaryPrimitives.ReadUInt16BigEndian(header[4..]), header[6]);
}
