using System.Runtime.CompilerServices;

namespace Sundog.Supervisor;

/// <summary>
/// The signals that PID 1 lives by, as a file descriptor to poll. For that, every thread of the program has to block them;
/// the runtime's only other thread is the one that runs finalizers, so a finalizer does it there, and it does it first:
/// once the main thread blocks SIGTERM, which everyone can see in /proc, no other thread is left that could take the signal
/// and, being part of PID 1, ignore it. From then on a stop waits for its reader and cannot be lost.
/// </summary>
internal sealed unsafe class Signals
{
    private const int InfoSize = 128;

    private sealed class OnTheOtherThread
    {
        ~OnTheOtherThread() => Block();
    }

    private static Libc.SignalSet s_set;

    public Signals()
    {
        s_set.Add(Libc.SIGCHLD);
        s_set.Add(Libc.SIGTERM);
        s_set.Add(Libc.SIGINT);
        s_set.Add(Libc.SIGPWR);
        s_set.Add(Libc.SIGHALT);
        LeaveOneToFinalize();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Block();
        fixed (Libc.SignalSet* set = &s_set)
            Fd = Libc.signalfd(-1, set, Libc.SFD_NONBLOCK | Libc.SFD_CLOEXEC);
        if (Fd < 0)
            Fatal.Stop("cannot receive signals"u8, null, Libc.Errno);
    }

    public int Fd { get; }

    /// <summary>Takes all signals that are pending.</summary>
    /// <param name="children">A child has ended.</param>
    /// <param name="leave">The instance was asked to stop.</param>
    public void Take(out bool children, out bool leave)
    {
        children = leave = false;
        var infos = stackalloc byte[8 * InfoSize];
        while (true)
        {
            var got = (int)Libc.read(Fd, infos, 8 * InfoSize);
            for (var at = 0; at + InfoSize <= got; at += InfoSize)
                if (*(int*)(infos + at) == Libc.SIGCHLD)
                    children = true;
                else
                    leave = true;
            if (got < 8 * InfoSize)
                return;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveOneToFinalize() => _ = new OnTheOtherThread();

    private static void Block()
    {
        fixed (Libc.SignalSet* set = &s_set)
            Libc.pthread_sigmask(Libc.SIG_BLOCK, set, null);
    }
}
