using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sundog.Routing;

/// <summary>The kernel's calls that the base library does not have: <c>openat2</c> and <c>statx</c>.</summary>
internal static partial class NativeFiles
{
    public const int PathOnly = 0x200000, CloseOnExec = 0x80000;
    public const int NotPermitted = 1, AccessDenied = 13, NoDevice = 6;

    private const int Interrupted = 4, TryAgain = 11, NoTerminal = 0x100, NonBlocking = 0x800, EmptyPath = 0x1000, BasicStatus = 0x7ff;
    private const long OpenAt2Number = 437;
    private const ulong NoMagicLinks = 0x02, InRoot = 0x10;

    /// <summary>O_DIRECTORY, one of the few flags that differ between architectures.</summary>
    public static int DirectoryOnly { get; } = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    /// <summary>Opens for reading below a root directory; a descriptor, or -1 and the error.</summary>
    public static int OpenInRoot(SafeFileHandle root, string path, out int error)
    {
        // NONBLOCK: to open a pipe waits for its other end otherwise.
        var how = new OpenHow { Flags = CloseOnExec | NoTerminal | NonBlocking, Resolve = InRoot | NoMagicLinks };
        for (var attempt = 0; ; attempt++)
        {
            var descriptor = (int)OpenAt2(OpenAt2Number, root, path, how, (nuint)Marshal.SizeOf<OpenHow>());
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
            // TryAgain: something was renamed while the path was walked, and the kernel cannot tell whether it led outside.
            if (error is not (Interrupted or TryAgain) || attempt == 100) return descriptor;
        }
    }

    public static FileStatus StatusOf(SafeFileHandle handle) =>
        Statx(handle, "", EmptyPath, BasicStatus, out var status) == 0
            ? status
            : throw new IOException($"cannot read a file's status: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long OpenAt2(long number, SafeFileHandle root, string path, in OpenHow how, nuint size);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle handle, string path, int flags, uint mask, out FileStatus status);

    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>The kernel's <c>struct statx</c>, equal on all architectures.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileStatus
    {
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(40)]
        public ulong Size;
        [FieldOffset(96)]
        public FileTime Changed;
        [FieldOffset(112)]
        public FileTime Modified;

        public readonly bool IsFile => (Mode & 0xF000) == 0x8000;

        public readonly bool IsDirectory => (Mode & 0xF000) == 0x4000;
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    public struct FileTime
    {
        [FieldOffset(0)]
        public long Seconds;
        [FieldOffset(8)]
        public uint Nanoseconds;
    }
}
