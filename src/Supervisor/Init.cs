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

        // What the runtime above gave to PID 1 is none of the commands' business, neither its environment, which may hold secrets, nor what it left
        // open: they do not inherit it, and as nobody may trace this process, it is not to be had from /proc/1 either.
        _ = Libc.close_range(3, uint.MaxValue, Libc.CLOSE_RANGE_CLOEXEC);
        _ = Libc.prctl(Libc.PR_SET_DUMPABLE, 0);
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

    private static int Say(int fd, string text, int code)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
            _ = Libc.write(fd, start, (nuint)bytes.Length);
        return code;
    }
}
