using System.Buffers;
using System.Text;

namespace Sundog.Runtime.Local;

/// <summary>The small files in which the kernel tells of processes and their groups. Some commands read hundreds of them, so a reading is four
/// system calls and no more: no lock, and no question for a size and a position that they do not have.</summary>
internal static class KernelFile
{
    private const int Page = 4096;

    /// <summary>The whole text; null when it cannot be read.</summary>
    public static string? Read(string path)
    {
        using var handle = Native.OpenToRead(path);
        if (handle.IsInvalid)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(2 * Page);
        try
        {
            for (var length = 0; ;)
            {
                var got = Native.Read(handle, buffer.AsSpan(length));
                length += Math.Max(got, 0);
                if (got < 0)
                {
                    return null;
                }

                if (got == 0)
                {
                    return Encoding.UTF8.GetString(buffer, 0, length);
                }

                if (buffer.Length - length < Page)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
