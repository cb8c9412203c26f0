using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>
/// The output of the commands on its way into the log: whole lines, with times where asked, and the supervisor's own notes
/// between them. Also remembers the last lines for the status.
/// </summary>
internal sealed unsafe class OutputLog
{
    private const int UsualPipe = 64 * 1024;
    private const int WidePipe = 1024 * 1024;
    private const int ChunkSize = 128 * 1024;
    private const int TailSize = 4 * 1024;

    /// <summary>So many bytes a second, over so long, are a flood.</summary>
    private const long Flood = 16_000_000, Window = 10 * Clock.Millisecond;

    /// <summary>A read of less than this is not worth its turn in a flood; and what is waited for more.</summary>
    public const int Worthwhile = ChunkSize / 2;
    public const long Nap = Clock.Millisecond / 2;

    private readonly LogFile _file;
    private readonly bool _timestamps;
    private readonly int _pipe;
    private readonly byte* _chunk = (byte*)NativeMemory.AlignedAlloc(ChunkSize, 4096);
    private readonly byte* _stamped = (byte*)NativeMemory.AlignedAlloc(ChunkSize, 4096);
    private readonly byte* _tail = (byte*)NativeMemory.Alloc(TailSize);
    private readonly byte* _failedTail = (byte*)NativeMemory.Alloc(TailSize);
    private int _tailLength;
    private int _failedTailLength;
    private bool _atLineStart = true;
    private long _gauged;
    private long _since;

    public OutputLog(Unit unit)
    {
        _file = new LogFile(unit.Log, unit.LogSize, unit.LogFiles);
        _timestamps = unit.Timestamps;
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC) != 0)
            Fatal.Stop("cannot make a pipe"u8, null, Libc.Errno);
        _pipe = ends[0];
        Input = ends[1];
        // Only this end: the commands' end must block as a terminal or a file does.
        Libc.fcntl(_pipe, Libc.F_SETFL, Libc.O_NONBLOCK);
    }

    /// <summary>The pipe's end that the commands write to. It outlives all of them, so nothing in the pipe is ever lost.</summary>
    public int Input { get; }

    /// <summary>The pipe's end to poll.</summary>
    public int Output => _pipe;

    /// <summary>There is, or was within the last second, so much output that it is better taken in large pieces than at once.</summary>
    public bool IsFlooded { get; private set; }

    /// <summary>When a flood was last seen.</summary>
    public long LastFlood { get; private set; }

    public long DroppedLines => _file.DroppedLines;

    /// <summary>The last output of the last run that failed.</summary>
    public ReadOnlySpan<byte> FailedTail => new(_failedTail, _failedTailLength);

    /// <summary>How many bytes wait in the pipe.</summary>
    public int Waiting()
    {
        int waiting;
        return Libc.ioctl(_pipe, Libc.FIONREAD, &waiting) == 0 ? waiting : 0;
    }

    /// <summary>Moves up to <paramref name="most"/> bytes, and at most one chunk, from the pipe to the log; the bytes moved.</summary>
    public int Pump(int most = ChunkSize)
    {
        var got = (int)Libc.read(_pipe, _chunk, (nuint)Math.Min(most, ChunkSize));
        if (got <= 0)
            return 0;
        var output = new ReadOnlySpan<byte>(_chunk, got);
        Remember(output);
        if (_timestamps)
            WriteStamped(output);
        else
            _file.Write(output);
        _atLineStart = output[^1] == '\n';
        Gauge(got);
        return got;
    }

    /// <summary>Moves exactly the next <paramref name="bytes"/> bytes.</summary>
    public void PumpExactly(int bytes)
    {
        while (bytes > 0)
        {
            var moved = Pump(bytes);
            if (moved == 0)
                return;
            bytes -= moved;
        }
    }

    /// <summary>A run is over and its output pumped; its last lines are kept when it failed.</summary>
    public void EndRun(bool failed)
    {
        if (failed)
        {
            new ReadOnlySpan<byte>(_tail, _tailLength).CopyTo(new Span<byte>(_failedTail, TailSize));
            _failedTailLength = _tailLength;
        }

        _tailLength = 0;
    }

    /// <summary>A line of the supervisor's own.</summary>
    public void Note(ReadOnlySpan<byte> message)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var line = new Text(buffer[..^1]);
        if (!_atLineStart)
            line.Add((byte)'\n');
        _atLineStart = true;
        line.AddTime(Clock.Utc(), 3);
        line.Add(" sundog: "u8);
        line.Add(message);
        buffer[line.Length] = (byte)'\n';
        _file.Write(buffer[..(line.Length + 1)]);
    }

    private void WriteStamped(ReadOnlySpan<byte> output)
    {
        Span<byte> stamp = stackalloc byte[32];
        var time = new Text(stamp);
        time.AddTime(Clock.Utc(), 6);
        time.Add((byte)' ');

        var into = new Span<byte>(_stamped, ChunkSize);
        var filled = 0;
        var atLineStart = _atLineStart;
        while (output.Length > 0)
        {
            if (filled + time.Length >= into.Length)
            {
                _file.Write(into[..filled]);
                filled = 0;
            }

            if (atLineStart)
            {
                time.Written.CopyTo(into[filled..]);
                filled += time.Length;
            }

            var end = output.IndexOf((byte)'\n');
            var line = end < 0 ? output : output[..(end + 1)];
            if (line.Length > into.Length - filled)
                line = line[..(into.Length - filled)];
            line.CopyTo(into[filled..]);
            filled += line.Length;
            atLineStart = line[^1] == '\n';
            output = output[line.Length..];
        }

        _file.Write(into[..filled]);
    }

    private void Remember(ReadOnlySpan<byte> output)
    {
        var tail = new Span<byte>(_tail, TailSize);
        if (output.Length >= TailSize)
        {
            output[^TailSize..].CopyTo(tail);
            _tailLength = TailSize;
            return;
        }

        var keep = Math.Min(_tailLength, TailSize - output.Length);
        if (keep < _tailLength)
            tail.Slice(_tailLength - keep, keep).CopyTo(tail);
        output.CopyTo(tail[keep..]);
        _tailLength = keep + output.Length;
    }

    /// <summary>In a flood a larger pipe, emptied less often, spares the writer and this program most of their turns.</summary>
    private void Gauge(int got)
    {
        _gauged += got;
        var now = Clock.Now();
        var passed = now - _since;
        if (passed < Window)
            return;
        if (_gauged * (Clock.Second / Clock.Microsecond) / (passed / Clock.Microsecond) >= Flood)
        {
            if (!IsFlooded)
                Libc.fcntl(_pipe, Libc.F_SETPIPE_SZ, WidePipe);
            IsFlooded = true;
            LastFlood = now;
        }

        _since = now;
        _gauged = 0;
    }

    /// <summary>A flood is over: the memory it touched goes back to the system.</summary>
    public void CalmDown()
    {
        IsFlooded = false;
        Libc.fcntl(_pipe, Libc.F_SETPIPE_SZ, UsualPipe);
        Libc.madvise(_chunk, ChunkSize, Libc.MADV_DONTNEED);
        Libc.madvise(_stamped, ChunkSize, Libc.MADV_DONTNEED);
    }
}
