using System.Collections.Concurrent;
using System.IO.Pipes;

namespace Sundog.Runtime.Local;

/// <summary>Tells when processes end that are nobody's children here. One thread sleeps in <c>poll</c> on a handle for each of them and
/// wakes for nothing else.</summary>
internal sealed class ExitWatcher : IDisposable
{
    private const short Readable = 1;

    private readonly ConcurrentQueue<Watch> _added = new();

    // One for each process, however many wait for its end and for how many deployments.
    private readonly Dictionary<int, Watch> _watched = [];
    private readonly AnonymousPipeServerStream _wake = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _woken;
    private volatile bool _disposed;

    public ExitWatcher()
    {
        _woken = new AnonymousPipeClientStream(PipeDirection.In, _wake.ClientSafePipeHandle);
        new Thread(Loop, maxStackSize: 256 * 1024) { IsBackground = true, Name = "exits" }.Start();
    }

    /// <summary>Completes when the process has ended; at once when there is none.</summary>
    public Task WaitAsync(int pid)
    {
        Watch watch;
        lock (_watched)
        {
            if (_watched.TryGetValue(pid, out var known))
            {
                return known.Ended.Task;
            }

            var handle = Native.OpenProcess(pid);
            if (handle < 0)
            {
                return Task.CompletedTask;
            }

            watch = new Watch(pid, handle, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _watched.Add(pid, watch);
        }

        _added.Enqueue(watch);
        Wake();
        return watch.Ended.Task;
    }

    public void Dispose()
    {
        _disposed = true;
        Wake();
    }

    private void Wake()
    {
        lock (_wake)
        {
            _wake.WriteByte(1);
        }
    }

    private unsafe void Loop()
    {
        var watches = new List<Watch>();
        Span<byte> drain = stackalloc byte[256];
        while (!_disposed)
        {
            while (_added.TryDequeue(out var added))
            {
                watches.Add(added);
            }

            var entries = new Native.PollEntry[watches.Count + 1];
            entries[0] = new Native.PollEntry { Handle = (int)_woken.SafePipeHandle.DangerousGetHandle(), Events = Readable };
            for (var i = 0; i < watches.Count; i++)
            {
                entries[i + 1] = new Native.PollEntry { Handle = watches[i].Handle, Events = Readable };
            }

            fixed (Native.PollEntry* first = entries)
            {
                if (Native.Poll(first, (nuint)entries.Length, -1) < 0)
                {
                    // Interrupted: look again.
                    continue;
                }
            }

            if (entries[0].Returned != 0)
            {
                _ = _woken.Read(drain);
            }

            for (var i = watches.Count - 1; i >= 0; i--)
            {
                if (entries[i + 1].Returned != 0)
                {
                    lock (_watched)
                    {
                        _watched.Remove(watches[i].Pid);
                    }

                    _ = Native.Close(watches[i].Handle);
                    watches[i].Ended.SetResult();
                    watches.RemoveAt(i);
                }
            }
        }

        foreach (var watch in watches)
        {
            _ = Native.Close(watch.Handle);
        }

        _woken.Dispose();
        _wake.Dispose();
    }

    private sealed record Watch(int Pid, int Handle, TaskCompletionSource Ended);
}
