using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>
/// runit's interface on disk, so that any <c>sv</c> works: the fifos <c>control</c> and <c>ok</c>, and the files
/// <c>status</c>, <c>stat</c>, <c>pid</c> and <c>lock</c> in the folder <c>supervise</c>; and beside them <c>sundog.json</c>.
/// </summary>
internal sealed unsafe class ServiceDirectory
{
    private const int JsonSize = 48 * 1024;

    private readonly byte* _temporary;
    private readonly byte* _status;
    private readonly byte* _stat;
    private readonly byte* _pid;
    private readonly byte* _json;
    private readonly byte* _finish;
    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(JsonSize);

    public ServiceDirectory(Unit unit)
    {
        MakeFolders(unit.Service);
        var folder = unit.Supervise;
        if (folder == null)
        {
            folder = Files.Path(unit.Service, "supervise"u8);
            if (Libc.mkdir(folder, 0x1ED) != 0 && Libc.Errno != Libc.EEXIST)
                Fatal.Stop("cannot make "u8, folder, Libc.Errno);
        }

        var path = Files.Path(folder, "lock"u8);
        var fd = Libc.open(path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0x180);
        if (fd < 0)
            Fatal.Stop("cannot open "u8, path, Libc.Errno);
        if (Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) != 0)
            Fatal.Stop("another supervisor runs here: "u8, path, Libc.EAGAIN);

        Control = Fifo(Files.Path(folder, "control"u8));
        Fifo(Files.Path(folder, "ok"u8));
        _temporary = Files.Path(folder, "sundog.new"u8);
        _status = Files.Path(folder, "status"u8);
        _stat = Files.Path(folder, "stat"u8);
        _pid = Files.Path(folder, "pid"u8);
        _json = Files.Path(folder, "sundog.json"u8);
        _finish = Files.Path(unit.Service, "finish"u8);
        var down = Files.Path(unit.Service, "down"u8);
        if (unit.IsDown)
            Files.Make(down);
        IsDown = Libc.access(down, 0) == 0;
        NativeMemory.Free(down);
        if (unit.PreStart.Exists || unit.PostStart.Exists)
            OfferCheck(unit.Service);
    }

    /// <summary>The fifo that <c>sv</c> writes its letters to.</summary>
    public int Control { get; }

    /// <summary>runit's <c>./down</c> was there at the start: the command waits until it is wanted.</summary>
    public bool IsDown { get; }

    /// <summary>runit's <c>./finish</c>, if somebody has put one there; otherwise null.</summary>
    public byte* Finish => Libc.access(_finish, Libc.X_OK) == 0 ? _finish : null;

    /// <summary>Writes all status files anew; false when one of them could not be written.</summary>
    public bool Publish(Condition condition, Killed killed, OutputLog log)
    {
        var text = new Text(new Span<byte>(_buffer, JsonSize));
        StatusDocument.Write(ref text, condition, killed, log);
        var written = Files.Replace(_json, _temporary, text.Written);

        // What sv sees: a command is there as long as one of its processes is.
        var shown = condition.Pid;
        Span<byte> status = stackalloc byte[20];
        BinaryPrimitives.WriteUInt64BigEndian(status, 4611686018427387914UL + (ulong)(condition.Since / Clock.Second));
        BinaryPrimitives.WriteUInt32BigEndian(status[8..], (uint)(condition.Since % Clock.Second));
        BinaryPrimitives.WriteInt32LittleEndian(status[12..], shown);
        status[16] = condition.Paused ? (byte)1 : (byte)0;
        // sv keeps a wish to itself that it finds here already; a start by hand has to end a pause.
        status[17] = condition.State == State.Pausing ? (byte)0 : condition.Want == Want.Up && condition.State < State.Leaving ? (byte)'u' : (byte)'d';
        status[18] = condition.GotTerm ? (byte)1 : (byte)0;
        status[19] = shown == 0 ? (byte)0 : condition.State == State.Finishing ? (byte)2 : (byte)1;
        written &= Files.Replace(_status, _temporary, status);

        Span<byte> buffer = stackalloc byte[64];
        var line = new Text(buffer);
        if (shown != 0)
        {
            line.Add(shown);
            line.Add((byte)'\n');
        }

        written &= Files.Replace(_pid, _temporary, line.Written);

        line.Cut(0);
        line.Add(status[19] switch { 0 => "down"u8, 1 => "run"u8, _ => "finish"u8 });
        if (condition.Paused)
            line.Add(", paused"u8);
        if (condition.GotTerm)
            line.Add(", got TERM"u8);
        if (shown != 0 && condition.State == State.Leaving)
            line.Add(", want exit"u8);
        else if (shown != 0 && condition.Want != Want.Up)
            line.Add(", want down"u8);
        else if (shown == 0 && condition.Want == Want.Up && condition.State < State.Leaving)
            line.Add(", want up"u8);
        line.Add((byte)'\n');
        return Files.Replace(_stat, _temporary, line.Written) && written;
    }

    /// <summary>
    /// runit's way to ask whether a service that runs is also ready: sv runs <c>./check</c>. Here it is this program, which
    /// looks into the status. A check that somebody put there stays.
    /// </summary>
    private static void OfferCheck(byte* service)
    {
        Span<byte> self = stackalloc byte[512];
        nint length;
        fixed (byte* link = "/proc/self/exe\0"u8, buffer = self)
            length = Libc.readlink(link, buffer, (nuint)self.Length - 1);
        if (length <= 0)
            return;
        var target = Files.Keep(self[..(int)length]);
        var check = Files.Path(service, "check"u8);
        Libc.symlink(target, check);
        NativeMemory.Free(target);
        NativeMemory.Free(check);
    }

    /// <summary>Both directions are opened, so that the fifo always has a reader and never ends when a writer closes it.</summary>
    private static int Fifo(byte* path)
    {
        Libc.Statx stat;
        if (Libc.statx(Libc.AT_FDCWD, path, 0, Libc.STATX_BASIC_STATS, &stat) == 0 && (stat.Mode & Libc.S_IFMT) != Libc.S_IFIFO)
            Libc.unlink(path);
        if (Libc.mkfifo(path, 0x180) != 0 && Libc.Errno != Libc.EEXIST)
            Fatal.Stop("cannot make "u8, path, Libc.Errno);
        var fd = Libc.open(path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC | Libc.O_NOCTTY, 0);
        if (fd < 0)
            Fatal.Stop("cannot open "u8, path, Libc.Errno);
        return fd;
    }

    private static void MakeFolders(byte* path)
    {
        for (var end = path + 1; ; end++)
        {
            if (*end is not ((byte)'/' or 0))
                continue;
            var last = *end == 0;
            *end = 0;
            Libc.mkdir(path, 0x1ED);
            if (last)
                return;
            *end = (byte)'/';
        }
    }
}
