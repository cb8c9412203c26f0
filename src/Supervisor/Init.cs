using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Sundog.Supervisor;

/// <summary>PID 1 of an instance.</summary>
internal static unsafe class Init
{
    private const string Usage = "usage: sundog-init --unit FOLDER   (as PID 1 of a container)\n";

    public static int Run(string[] arguments)
    {
        if (arguments is ["--version"])
            return Say(1, "sundog-init, protocol 1\n", 0);
        if (arguments is not ["--unit", { Length: > 0 } folder])
            return Say(2, Usage, Fatal.ExitCode);
        // Its stop ends every process that it can see.
        if (Libc.getpid() != 1)
            return Say(2, "sundog-init: runs as PID 1 of a container only\n", Fatal.ExitCode);

        ForgetEnvironment();
        // What the runtime above left open is none of the commands' business.
        _ = Libc.close_range(3, uint.MaxValue, Libc.CLOSE_RANGE_CLOEXEC);
        var unit = new Unit(Files.Keep(Encoding.UTF8.GetBytes(folder)));
        var supervision = new Supervision(unit);
        LeaveTerminal();
        TakeShortTurns();
        supervision.Run();
        return 0;
    }

    /// <summary>From here on nobody looks at standard output and error; the log and the status tell everything.</summary>
    private static void LeaveTerminal()
    {
        fixed (byte* root = "/\0"u8, nothing = "/dev/null\0"u8)
        {
            _ = Libc.chdir(root);
            var fd = Libc.open(nothing, Libc.O_RDWR | Libc.O_NOCTTY, 0);
            if (fd < 0)
                Fatal.Stop("cannot open "u8, nothing, Libc.Errno);
            for (var standard = 0; standard <= 2; standard++)
                Libc.dup2(fd, standard);
            if (fd > 2)
                Libc.close(fd);
        }
    }

    /// <summary>
    /// Asks the scheduler (Linux 6.12 and later) for the shortest turns, which are given the sooner: so the grace is kept and a
    /// restart comes in time also on a busy machine. It takes nothing from anybody, and what is started does not inherit it.
    /// </summary>
    private static void TakeShortTurns()
    {
        var attributes = new Libc.SchedulingAttributes
        {
            Size = (uint)sizeof(Libc.SchedulingAttributes),
            Flags = Libc.SCHED_FLAG_RESET_ON_FORK,
            Nice = Libc.getpriority(0, 0),
            Runtime = 100 * Clock.Microsecond,
        };
        var number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 274 : 314;
        _ = Libc.syscall(number, 0, &attributes, 0);
    }

    /// <summary>
    /// The runtime above gives to PID 1 what it gives to sessions, secrets and all. PID 1 has no use for it, and nobody shall
    /// find it in /proc/1/environ: what the kernel shows there is this program's own memory, so it is overwritten.
    /// </summary>
    private static void ForgetEnvironment()
    {
        const int StartField = 50;
        Span<byte> stat = stackalloc byte[1024];
        fixed (byte* path = "/proc/self/stat\0"u8)
            stat = stat[..Files.ReadStart(path, stat)];
        // Fields are counted from 1; the second, in parentheses, is followed by the third.
        var rest = (ReadOnlySpan<byte>)stat[Math.Min(stat.LastIndexOf((byte)')') + 2, stat.Length)..];
        for (var field = 3; field < StartField; field++)
            rest = rest[(rest.IndexOf((byte)' ') + 1)..];
        if (Utf8Parser.TryParse(rest, out ulong start, out var used) && used < rest.Length
            && Utf8Parser.TryParse(rest[(used + 1)..], out ulong end, out _) && start != 0 && end > start)
            new Span<byte>((void*)start, (int)(end - start)).Clear();
    }

    private static int Say(int fd, string text, int code)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
            _ = Libc.write(fd, start, (nuint)bytes.Length);
        return code;
    }
}
