using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>
/// The log file: appended to, rotated by size at the end of a line, followed when it is deleted or moved. Writing never
/// waits and never fails: what cannot be written is dropped and counted, and the first line that can be written again
/// comes after a line that tells of the gap.
/// </summary>
internal sealed unsafe class LogFile
{
    private readonly byte* _path;
    private readonly long _limit;
    private readonly int _kept;
    private readonly byte* _from;
    private readonly byte* _to;
    private int _fd = -1;
    private ulong _inode;
    private ulong _device;
    private bool _regular;
    private long _size;

    private bool _midLine;
    private bool _skipping;
    private long _gap;
    private int _gapError;

    /// <param name="path">Where the log is; <c>path.1</c> is the log before it, and so on.</param>
    /// <param name="limit">At this size in bytes it is rotated.</param>
    /// <param name="kept">How many rotated files are kept.</param>
    public LogFile(byte* path, long limit, int kept)
    {
        _path = path;
        _limit = limit;
        _kept = kept;
        var length = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path).Length;
        _from = (byte*)NativeMemory.Alloc((nuint)length + 5);
        _to = (byte*)NativeMemory.Alloc((nuint)length + 5);
    }

    /// <summary>How many lines could not be written since the start.</summary>
    public long DroppedLines { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_skipping)
        {
            var end = bytes.IndexOf((byte)'\n');
            var lost = end < 0 ? bytes : bytes[..(end + 1)];
            Drop(lost, _gapError);
            bytes = bytes[lost.Length..];
        }

        for (var rotated = false; bytes.Length > 0;)
        {
            if (!Follow(out var error))
            {
                Drop(bytes, error);
                return;
            }

            var part = Fitting(bytes);
            if (part == 0 && rotated)
            {
                // It can be neither renamed nor emptied.
                Drop(bytes, Libc.EPERM);
                return;
            }

            rotated = part == 0;
            if (rotated)
            {
                Rotate();
                continue;
            }

            if (_gap > 0 && !TellGap())
            {
                Drop(bytes, _gapError);
                return;
            }

            var written = Append(bytes[..part], out error);
            bytes = bytes[written..];
            if (written < part)
            {
                Drop(bytes, error);
                return;
            }
        }
    }

    /// <summary>How much goes into the current file: up to the end of the last line that fits. 0 asks for a rotation.</summary>
    private int Fitting(ReadOnlySpan<byte> bytes)
    {
        var room = (int)Math.Clamp(_limit - _size, 0, int.MaxValue);
        if (!_regular || bytes.Length <= room)
            return bytes.Length;
        var lines = bytes[..room].LastIndexOf((byte)'\n') + 1;
        if (lines > 0)
            return lines;

        // A line that does not fit: it begins a new file, and may take that over its size, but not for ever.
        var tolerance = _limit / 64;
        if (_size > 0 && (!_midLine || _size >= _limit + tolerance))
            return 0;
        var end = bytes.IndexOf((byte)'\n');
        return (int)Math.Min(end < 0 ? bytes.Length : end + 1, room + tolerance + 1);
    }

    private int Append(ReadOnlySpan<byte> bytes, out int error)
    {
        error = 0;
        var written = 0;
        fixed (byte* start = bytes)
            while (written < bytes.Length)
            {
                var went = (int)Libc.write(_fd, start + written, (nuint)(bytes.Length - written));
                if (went < 0 && Libc.Errno == Libc.EINTR)
                    continue;
                if (went <= 0)
                {
                    error = went < 0 ? Libc.Errno : Libc.ENOSPC;
                    break;
                }

                written += went;
            }

        _size += written;
        if (written > 0)
            _midLine = bytes[written - 1] != '\n';
        // A file system that has failed can be unmounted and mended only if nobody holds a file of it open.
        if (error != 0 && _regular)
            Close();
        return written;
    }

    private void Drop(ReadOnlySpan<byte> bytes, int error)
    {
        if (bytes.Length == 0)
            return;
        var lines = bytes.Count((byte)'\n');
        DroppedLines += lines;
        _gap += lines;
        _gapError = error;
        _skipping = bytes[^1] != '\n';
    }

    private bool TellGap()
    {
        Span<byte> buffer = stackalloc byte[256];
        var line = new Text(buffer);
        if (_midLine)
            line.Add((byte)'\n');
        line.AddTime(Clock.Utc(), 3);
        line.Add(" sundog: "u8);
        line.Add(_gap);
        line.Add(_gap == 1 ? " line was lost here: "u8 : " lines were lost here: "u8);
        line.Add(Libc.Message(_gapError));
        line.Add((byte)'\n');
        if (Append(line.Written, out var error) < line.Length)
        {
            _gapError = error;
            return false;
        }

        _gap = 0;
        return true;
    }

    /// <summary>Makes sure that the open file is the one that bears the name.</summary>
    private bool Follow(out int error)
    {
        error = 0;
        Libc.Statx stat;
        if (_fd >= 0 && Libc.statx(Libc.AT_FDCWD, _path, 0, Libc.STATX_BASIC_STATS, &stat) == 0
            && stat.Inode == _inode && Device(stat) == _device)
        {
            _size = (long)stat.Size;
            return true;
        }

        Close();
        _fd = Libc.open(_path, Libc.O_WRONLY | Libc.O_APPEND | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0x1A4);
        if (_fd < 0)
        {
            error = Libc.Errno;
            return false;
        }

        Libc.statx(_fd, Files.Empty, Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, &stat);
        _midLine &= stat.Inode == _inode && Device(stat) == _device && stat.Size > 0;
        _inode = stat.Inode;
        _device = Device(stat);
        _size = (long)stat.Size;
        _regular = (stat.Mode & Libc.S_IFMT) == Libc.S_IFREG;
        return true;
    }

    private static ulong Device(in Libc.Statx stat) => ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor;

    private void Rotate()
    {
        // Out of the way first: ext4 writes a file to the disk that is renamed over another one.
        if (Libc.unlink(Name(_to, _kept)) != 0 && _kept == 0)
            Truncate();
        for (var number = _kept; number > 0; number--)
            if (Libc.rename(Name(_from, number - 1), Name(_to, number)) != 0 && number == 1)
                Truncate();
        Close();
    }

    /// <summary>The log is a mount of its own, or its folder is not ours: it cannot be renamed, and its bound counts for more than its past.</summary>
    private void Truncate()
    {
        var fd = Libc.open(_path, Libc.O_WRONLY | Libc.O_TRUNC | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0);
        if (fd >= 0)
            Libc.close(fd);
    }

    private byte* Name(byte* buffer, int number)
    {
        var path = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_path);
        var name = new Text(new Span<byte>(buffer, path.Length + 5));
        name.Add(path);
        if (number > 0)
        {
            name.Add((byte)'.');
            name.Add(number);
        }

        name.Add((byte)0);
        return buffer;
    }

    private void Close()
    {
        if (_fd >= 0)
            Libc.close(_fd);
        _fd = -1;
    }
}
