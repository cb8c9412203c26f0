using System.Buffers.Text;

namespace Sundog.Supervisor;

/// <summary>
/// Counts the processes of this instance that the kernel killed because its memory limit was reached: its own processes,
/// their children, all of them. cgroup v2 wakes whoever watches the count; v1 is to be asked.
/// </summary>
internal sealed unsafe class OutOfMemory
{
    private readonly byte* _limit;
    private readonly byte* _peak;
    private readonly long _configured;
    private long _known;

    /// <param name="unit">Where to look, if not in the container's own cgroup namespace; and the limit where the kernel tells none.</param>
    public OutOfMemory(Unit unit)
    {
        _configured = unit.MemoryLimit;
        var folder = unit.Cgroup != null ? unit.Cgroup : Files.Keep("/sys/fs/cgroup"u8);
        Events = Open(Files.Path(folder, "memory.events"u8));
        _limit = Files.Path(folder, "memory.max"u8);
        _peak = Files.Path(folder, "memory.peak"u8);
        if (Events < 0)
        {
            var memory = unit.Cgroup != null ? folder : Files.Path(folder, "memory"u8);
            Events = Open(Files.Path(memory, "memory.oom_control"u8));
            _limit = Files.Path(memory, "memory.limit_in_bytes"u8);
            _peak = Files.Path(memory, "memory.max_usage_in_bytes"u8);
        }

        _known = Count();
    }

    /// <summary>To poll for <see cref="Libc.POLLPRI"/>; -1 when there is no memory cgroup to be seen.</summary>
    public int Events { get; }

    /// <summary>How many were killed since the last call.</summary>
    public int Take()
    {
        var count = Count();
        var struck = count > _known && _known >= 0 ? count - _known : 0;
        _known = count;
        return (int)struck;
    }

    /// <summary>The limit as it is now, in bytes; 0 when unknown.</summary>
    public long Limit() => Number(_limit, _configured);

    /// <summary>The most memory the instance has used at any time, in bytes; 0 when the kernel does not tell.</summary>
    public long Peak() => Number(_peak, 0);

    private static long Number(byte* path, long otherwise)
    {
        Span<byte> content = stackalloc byte[32];
        content = content[..Files.ReadStart(path, content)];
        return Utf8Parser.TryParse(content, out long number, out _) ? number : otherwise;
    }

    private static int Open(byte* path) => Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0);

    private long Count()
    {
        Span<byte> content = stackalloc byte[1024];
        nint got;
        fixed (byte* start = content)
            got = Libc.pread(Events, start, (nuint)content.Length, 0);
        content = content[..(int)Math.Max(got, 0)];
        var at = content.IndexOf("oom_kill "u8);
        return at >= 0 && Utf8Parser.TryParse(content[(at + 9)..], out long count, out _) ? count : -1;
    }
}
