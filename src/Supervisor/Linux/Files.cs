using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>Small files, read and written whole.</summary>
internal static unsafe class Files
{
    public static readonly byte* Empty = Keep();

    /// <summary>A NUL-terminated copy outside of the collected heap, for paths and texts that live as long as the program.</summary>
    public static byte* Keep(params ReadOnlySpan<byte> text)
    {
        var copy = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        copy[text.Length] = 0;
        return copy;
    }

    /// <summary><paramref name="folder"/>/<paramref name="name"/>, kept.</summary>
    public static byte* Path(byte* folder, ReadOnlySpan<byte> name)
    {
        var start = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(folder);
        var path = (byte*)NativeMemory.Alloc((nuint)(start.Length + name.Length + 2));
        start.CopyTo(new Span<byte>(path, start.Length));
        path[start.Length] = (byte)'/';
        name.CopyTo(new Span<byte>(path + start.Length + 1, name.Length));
        path[start.Length + 1 + name.Length] = 0;
        return path;
    }

    /// <summary>
    /// The whole file, followed by a NUL, kept; null when it cannot be read, with the reason in <paramref name="error"/>
    /// (<see cref="Libc.ENOENT"/> when there is none).
    /// </summary>
    public static byte* ReadAll(byte* path, out int length, out int error)
    {
        length = 0;
        error = 0;
        var fd = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOCTTY, 0);
        if (fd < 0)
        {
            error = Libc.Errno;
            return null;
        }

        Libc.Statx stat;
        Libc.statx(fd, Empty, Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, &stat);
        var room = (nuint)stat.Size + 1;
        var content = (byte*)NativeMemory.Alloc(room);
        while (true)
        {
            var got = Libc.read(fd, content + length, room - (nuint)length);
            if (got < 0 && Libc.Errno == Libc.EINTR)
                continue;
            if (got < 0)
                error = Libc.Errno;
            if (got <= 0)
                break;
            length += (int)got;
            if ((nuint)length == room)
                content = (byte*)NativeMemory.Realloc(content, room *= 2);
        }

        Libc.close(fd);
        content[length] = 0;
        if (error == 0)
            return content;
        NativeMemory.Free(content);
        return null;
    }

    /// <summary>Reads the start of a file into a buffer of the caller; the bytes read, 0 when it cannot be read.</summary>
    public static int ReadStart(byte* path, Span<byte> into)
    {
        var fd = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0);
        if (fd < 0)
            return 0;
        nint got;
        fixed (byte* buffer = into)
            got = Libc.read(fd, buffer, (nuint)into.Length);
        Libc.close(fd);
        return (int)Math.Max(got, 0);
    }

    /// <summary>Makes an empty file, where there is none.</summary>
    public static void Make(byte* path)
    {
        var fd = Libc.open(path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0x1A4);
        if (fd < 0)
            Fatal.Stop("cannot make "u8, path, Libc.Errno);
        Libc.close(fd);
    }

    /// <summary>
    /// Replaces a file in one step, so that no reader ever sees half of it. It is not synced: it tells of processes that do
    /// not survive a power cut either, and a slow disk must not delay a restart.
    /// </summary>
    public static bool Replace(byte* path, byte* temporary, ReadOnlySpan<byte> content)
    {
        var fd = Libc.open(temporary, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0x1A4);
        if (fd < 0)
            return false;
        var whole = WriteAll(fd, content);
        Libc.close(fd);
        return whole && Libc.rename(temporary, path) == 0;
    }

    private static bool WriteAll(int fd, ReadOnlySpan<byte> content)
    {
        fixed (byte* start = content)
            for (nint written = 0; written < content.Length;)
            {
                var went = Libc.write(fd, start + written, (nuint)(content.Length - written));
                if (went < 0 && Libc.Errno == Libc.EINTR)
                    continue;
                if (went <= 0)
                    return false;
                written += went;
            }

        return true;
    }
}
