using System.Buffers.Binary;
using System.Text;

namespace Sundog.Runtime.Local.Kernel;

/// <summary>One attribute of a netlink message: a type and a value, which may be attributes again. Pure.</summary>
internal static class Field
{
    private const int HeaderLength = 4;

    /// <summary>An attribute whose value is the parts in a row.</summary>
    public static byte[] Of(ushort type, params ReadOnlySpan<byte[]> parts)
    {
        var value = Join(parts);
        var length = HeaderLength + value.Length;

        // The next attribute begins at a multiple of four; the length tells where this one ends.
        var bytes = new byte[(length + 3) & ~3];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), type);
        value.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    /// <summary>A number.</summary>
    public static byte[] Of(ushort type, int value) => Of(type, BitConverter.GetBytes(value));

    /// <summary>A text, which ends with a zero.</summary>
    public static byte[] Of(ushort type, string value) => Of(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>The parts in a row.</summary>
    public static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        var all = new List<byte>();
        foreach (var part in parts)
        {
            all.AddRange(part);
        }

        return [.. all];
    }
}
