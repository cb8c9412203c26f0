using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sundog.Runtime.Local;

/// <summary>The system calls that the base library has no words for.</summary>
internal static partial class Native
{
    public const int SigTerm = 15;
    public const int SigKill = 9;
    public const int NewNetwork = 0x40000000;
    public const int NewMounts = 0x20000;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int ReadableByAll = 0x1A4;
    private const int NonBlocking = 0x800;
    private const int ReadWrite = 2;
    private const int PathOnly = 0x200000;

    // The same words have other numbers on 64-bit ARM.
    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int s_noFollow = s_isArm ? 0x8000 : 0x20000;
    private static readonly int s_directory = s_isArm ? 0x4000 : 0x10000;
    private const int CloseOnExec = 0x80000;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(SafeFileHandle handle, int kind);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int kinds);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int SyncFileSystem(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>A handle on a process that stays with that process, whatever becomes of its number; -1 when it is gone.</summary>
    public static int OpenProcess(int pid) => (int)SystemCall(434, pid, 0, 0, 0);

    /// <summary>Signals the process behind a handle; it can hit no other.</summary>
    public static int SignalProcess(int handle, int signal) => (int)SystemCall(424, handle, signal, 0, 0);

    /// <summary>Opens a file for reading that somebody untrusted may have made: no symbolic link, and no waiting at a pipe.</summary>
    public static SafeFileHandle OpenUntrusted(string path) => new(Open(path, ReadOnly | NonBlocking | s_noFollow | CloseOnExec), ownsHandle: true);

    /// <summary>Opens a file for appending in a directory that somebody untrusted may write to.</summary>
    public static SafeFileHandle AppendUntrusted(string path) =>
        new(Open(path, WriteOnly | Create | Append | NonBlocking | s_noFollow | CloseOnExec, ReadableByAll), ownsHandle: true);

    /// <summary>Opens a file of the kernel's for reading.</summary>
    public static SafeFileHandle OpenToRead(string path) => new(Open(path, ReadOnly | CloseOnExec), ownsHandle: true);

    /// <summary>Reads on in a file.</summary>
    /// <returns>How many bytes; 0 at the end, -1 when it fails.</returns>
    public static unsafe int Read(SafeFileHandle handle, Span<byte> into)
    {
        fixed (byte* bytes = into)
        {
            return (int)Read(handle, bytes, (nuint)into.Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(SafeFileHandle handle, byte* bytes, nuint count);

    /// <summary>Opens a directory by its path; whoever may write above it is trusted.</summary>
    public static SafeFileHandle OpenDirectory(string path) => new(Open(path, ReadOnly | s_directory | CloseOnExec), ownsHandle: true);

    /// <summary>Opens a directory in another one. It is there, below the other and no symbolic link, or the handle is invalid: no rename under
    /// way can lead out.</summary>
    public static SafeFileHandle OpenBelow(SafeFileHandle parent, string name)
    {
        const ulong Beneath = 8, NoSymbolicLinks = 4;
        return Open(parent, name, ReadOnly | s_directory, Beneath | NoSymbolicLinks);
    }

    /// <summary>A handle on what a path leads to for those whose root directory that is, without opening it; invalid when there is nothing.
    /// Symbolic links, absolute ones too, resolve inside.</summary>
    public static SafeFileHandle FindInRoot(SafeFileHandle root, string path)
    {
        const ulong InRoot = 16, NoMagicLinks = 2;
        return Open(root, path, PathOnly, InRoot | NoMagicLinks);
    }

    /// <summary>A handle on a directory as a mount of its own that is nowhere to be seen; invalid where the kernel makes none. From it no path
    /// leads up.</summary>
    public static SafeFileHandle OpenDetached(string directory)
    {
        const long WorkingDirectory = -100, Clone = 1;
        return Open(directory, path => SystemCall(428, WorkingDirectory, path, Clone | CloseOnExec, 0));
    }

    private static unsafe SafeFileHandle Open(SafeFileHandle directory, string path, int flags, ulong resolve)
    {
        var how = stackalloc ulong[3] { (ulong)(uint)(flags | CloseOnExec), 0, resolve };
        var address = (long)how;
        return Open(path, text => SystemCall(437, (long)directory.DangerousGetHandle(), text, address, 3 * sizeof(ulong)));
    }

    private static SafeFileHandle Open(string path, Func<nint, long> open)
    {
        var text = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            return new SafeFileHandle((nint)open(text), ownsHandle: true);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectoryBelow(SafeFileHandle parent, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(SafeFileHandle handle, int user, int group);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeFileHandle handle, long offset, int whence);

    /// <summary>Locks an open file for itself alone, if nobody has: until the last handle on it is closed, a loop device's too.</summary>
    public static bool TryLock(SafeFileHandle handle)
    {
        const int Exclusive = 2, WithoutWaiting = 4;
        return Lock(handle, Exclusive | WithoutWaiting) == 0;
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static unsafe partial int Control(SafeFileHandle handle, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string kind, nuint flags, string options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode = 0);

    /// <summary>Opens a device for reading and writing.</summary>
    public static SafeFileHandle OpenDevice(string path) => new(Open(path, ReadWrite | CloseOnExec), ownsHandle: true);

    /// <summary>Opens a named pipe for writing; invalid when nobody reads it.</summary>
    public static SafeFileHandle OpenPipe(string path) => new(Open(path, WriteOnly | NonBlocking | s_noFollow | CloseOnExec), ownsHandle: true);

    /// <summary>Writes a zero.</summary>
    public static unsafe bool WriteByte(SafeFileHandle handle)
    {
        byte zero = 0;
        return Write(handle, &zero, 1) == 1;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(SafeFileHandle handle, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long a, long b, long c, long d);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Handle;
        public short Events;
        public short Returned;
    }
}
