using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Sundog.Runtime.Local;

/// <summary>On a machine with both versions of cgroups: starts programs that see version 1 alone. What they see differs from the machine in
/// nothing else, and only for them. crun makes directories in the place of version 2 all the same, and what lies below it is read-only under
/// systemd, so that place is an empty one.</summary>
internal static class CgroupView
{
    /// <summary>What stands before a command that somebody else will run.</summary>
    public static IReadOnlyList<string> Prefix { get; } =
    [
        "unshare", "--mount", "/bin/sh", "-c",
        $"umount --lazy {CgroupLayout.OfThisMachine.Second} && mount -t tmpfs none {CgroupLayout.OfThisMachine.Second} && exec \"$@\"", "sh",
    ];

    /// <summary>Starts a program, without the processes that the above takes.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        const nuint Recursive = 0x4000, Private = 0x40000;
        const int Detach = 2;
        Process? process = null;
        ExceptionDispatchInfo? failure = null;

        // A thread of its own, which ends there: the mounts that it sees are for the program.
        var thread = new Thread(
            () =>
            {
                try
                {
                    if (Native.Unshare(Native.NewMounts) != 0
                        || Native.Mount("none", "/", "", Recursive | Private, "") != 0
                        || Native.Unmount(CgroupLayout.OfThisMachine.Second, Detach) != 0
                        || Native.Mount("none", CgroupLayout.OfThisMachine.Second, "tmpfs", 0, "") != 0)
                    {
                        throw new RuntimeException($"{CgroupLayout.OfThisMachine.Second} cannot be hidden from crun");
                    }

                    process = Process.Start(start);
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return process!;
    }
}
