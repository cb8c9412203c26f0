using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>Who had to be killed at the last stop: the first few of them by name, all of them by number.</summary>
internal sealed unsafe class Killed
{
    private const int Named = 20;
    private const int NameSize = 80;

    private readonly int[] _pids = new int[Named];
    private readonly int[] _lengths = new int[Named];
    private readonly bool[] _remain = new bool[Named];
    private readonly byte* _names = (byte*)NativeMemory.Alloc(Named * NameSize);

    /// <summary>How many are kept by name.</summary>
    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public int Pid(int index) => _pids[index];

    public ReadOnlySpan<byte> Name(int index) => new(_names + index * NameSize, _lengths[index]);

    /// <summary>It was killed and is still there: it waits in the kernel, for a disk or the network.</summary>
    public bool Remains(int index) => _remain[index];

    /// <summary>Notes a process; false when it is known already or there is no more room.</summary>
    public bool Add(int pid)
    {
        if (Count == Named || Find(pid) >= 0)
            return false;
        _pids[Count] = pid;
        _remain[Count] = false;
        _lengths[Count] = Processes.Describe(pid, new Span<byte>(_names + Count * NameSize, NameSize));
        Count++;
        return true;
    }

    /// <summary>Notes that a killed process does not end; false when that is known.</summary>
    public bool StillThere(int pid)
    {
        var index = Find(pid);
        if (index < 0 || _remain[index])
            return false;
        return _remain[index] = true;
    }

    private int Find(int pid) => Array.IndexOf(_pids, pid, 0, Count);
}
