using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>
/// Tells whose process a process is. A parent's id, a process group or a session says nothing about a daemon that forked
/// twice; so every command starts with a mark that is inherited through fork, exec and setsid and that the kernel shows to
/// its owner: a soft limit for POSIX message queues that is one or two bytes less than this program's own. What the host puts
/// into the container (a shell over SSH, a hook) does not carry it.
/// </summary>
internal static unsafe class Processes
{
    public enum Mark
    {
        None = 0,
        Start = 1,
        PreStart = 2,
    }

    private static Libc.Rlimit s_own;

    /// <summary>Reads the limit that the marks are taken from.</summary>
    public static void Prepare()
    {
        Libc.Rlimit own;
        Libc.prlimit(0, Libc.RLIMIT_MSGQUEUE, null, &own);
        own.Soft = Math.Min(own.Hard, 819_200);
        Libc.prlimit(0, Libc.RLIMIT_MSGQUEUE, &own, null);
        s_own = own;
    }

    /// <summary>What this program spawns from now on carries the mark.</summary>
    public static void SpawnAs(Mark mark)
    {
        var limit = s_own;
        limit.Soft = limit.Soft >= (ulong)mark ? limit.Soft - (ulong)mark : limit.Soft;
        Libc.prlimit(0, Libc.RLIMIT_MSGQUEUE, &limit, null);
    }

    /// <summary>The mark of a process.</summary>
    public static Mark MarkOf(int pid)
    {
        Libc.Rlimit limit;
        if (Libc.prlimit(pid, Libc.RLIMIT_MSGQUEUE, null, &limit) != 0)
            return Mark.None;
        return (s_own.Soft - limit.Soft) switch { 1 => Mark.Start, 2 => Mark.PreStart, _ => Mark.None };
    }

    /// <summary>Goes over the processes of the container but this one; null entries of /proc that are no processes are left out.</summary>
    public ref struct Walk
    {
        private readonly int _proc;
        private readonly Span<byte> _buffer;
        private int _filled;
        private int _at;

        public Walk(Span<byte> buffer)
        {
            _buffer = buffer;
            fixed (byte* path = "/proc\0"u8)
                _proc = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        }

        /// <summary>The next process's id; 0 at the end.</summary>
        public int Next()
        {
            while (true)
            {
                if (_at >= _filled)
                {
                    fixed (byte* buffer = _buffer)
                        _filled = (int)Libc.getdents64(_proc, buffer, (nuint)_buffer.Length);
                    _at = 0;
                    if (_filled <= 0)
                        return 0;
                }

                // struct linux_dirent64: inode (8), offset (8), length of the record (2), type (1), name.
                var length = MemoryMarshal.Read<ushort>(_buffer[(_at + 16)..]);
                var pid = Number(_buffer[(_at + 19)..]);
                _at += length;
                if (pid > 1)
                    return pid;
            }
        }

        public readonly void Dispose() => Libc.close(_proc);

        private static int Number(ReadOnlySpan<byte> name)
        {
            var number = 0;
            for (var i = 0; name[i] is >= (byte)'0' and <= (byte)'9'; i++)
                number = number * 10 + name[i] - '0';
            return number;
        }
    }

    /// <summary>The letter of the process's state in /proc; 'X' when it is gone. 'Z' and 'X' are no longer alive.</summary>
    public static byte StateOf(int pid)
    {
        Span<byte> path = stackalloc byte[32];
        Span<byte> content = stackalloc byte[256];
        fixed (byte* name = Path(path, pid, "/stat\0"u8))
            content = content[..Files.ReadStart(name, content)];
        // The name of the program stands in parentheses and may hold anything.
        var end = content.LastIndexOf((byte)')');
        return end >= 0 && end + 2 < content.Length ? content[end + 2] : (byte)'X';
    }

    public static bool IsAlive(int pid) => StateOf(pid) is not ((byte)'Z' or (byte)'X');

    /// <summary>The command line of a process as people write it, cut to what fits; its short name when it has none.</summary>
    public static int Describe(int pid, Span<byte> into)
    {
        Span<byte> path = stackalloc byte[32];
        int length;
        fixed (byte* name = Path(path, pid, "/cmdline\0"u8))
            length = Files.ReadStart(name, into);
        if (length == 0)
            fixed (byte* name = Path(path, pid, "/comm\0"u8))
                length = Files.ReadStart(name, into);
        while (length > 0 && into[length - 1] is 0 or (byte)'\n')
            length--;
        for (var i = 0; i < length; i++)
            if (into[i] < ' ')
                into[i] = (byte)' ';
        return length;
    }

    private static Span<byte> Path(Span<byte> buffer, int pid, ReadOnlySpan<byte> file)
    {
        var text = new Text(buffer);
        text.Add("/proc/"u8);
        text.Add(pid);
        text.Add(file);
        return buffer;
    }
}
