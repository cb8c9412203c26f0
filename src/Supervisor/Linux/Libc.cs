using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>The C library, as much of it as the supervisor needs. Names, numbers and shapes are its own.</summary>
internal static unsafe partial class Libc
{
    public const int CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 1;

    public const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0x40, O_EXCL = 0x80, O_NOCTTY = 0x100, O_TRUNC = 0x200,
        O_APPEND = 0x400, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;

    public const short POLLIN = 1, POLLPRI = 2;

    public const int SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGKILL = 9, SIGUSR1 = 10, SIGUSR2 = 12, SIGALRM = 14, SIGTERM = 15,
        SIGCHLD = 17, SIGCONT = 18, SIGSTOP = 19, SIGPWR = 30;

    /// <summary>SIGRTMIN+3 as the C library counts: what systemd-minded tools send to PID 1 for "halt".</summary>
    public const int SIGHALT = 34 + 3;

    public const int SIG_BLOCK = 0;
    public const int SFD_NONBLOCK = O_NONBLOCK, SFD_CLOEXEC = O_CLOEXEC;
    public const int WNOHANG = 1;
    public const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, EAGAIN = 11, EACCES = 13, EEXIST = 17,
        ENOTDIR = 20, ENOSPC = 28, EROFS = 30;

    public const int RLIMIT_MSGQUEUE = 12;
    public const int FIONREAD = 0x541B;
    public const int F_SETFL = 4, F_SETPIPE_SZ = 1031;
    public const int MADV_DONTNEED = 4;
    public const int CLOSE_RANGE_CLOEXEC = 4;
    public const int LOCK_EX = 2, LOCK_NB = 4;
    public const int S_IFMT = 0xF000, S_IFIFO = 0x1000, S_IFREG = 0x8000;
    public const int X_OK = 1;

    public const short POSIX_SPAWN_SETSIGDEF = 4, POSIX_SPAWN_SETSIGMASK = 8, POSIX_SPAWN_SETSID = 0x80;

    [StructLayout(LayoutKind.Sequential)]
    public struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Rlimit
    {
        public ulong Soft;
        public ulong Hard;
    }

    /// <summary>A set of signals; bit n-1 is signal n. glibc's is 1024 bits wide.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    public struct SignalSet
    {
        public ulong Bits;

        public void Add(int signal) => Bits |= 1UL << (signal - 1);
    }

    /// <summary>What the supervisor asks about a file, the same on every architecture (struct statx).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct Statx
    {
        [FieldOffset(0x10)] public uint Links;
        [FieldOffset(0x1c)] public ushort Mode;
        [FieldOffset(0x20)] public ulong Inode;
        [FieldOffset(0x28)] public ulong Size;
        [FieldOffset(0x88)] public uint DeviceMajor;
        [FieldOffset(0x8c)] public uint DeviceMinor;
    }

    public const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000;
    public const uint STATX_BASIC_STATS = 0x7ff;

    [LibraryImport("libc")] public static partial int clock_gettime(int clock, Timespec* time);
    [LibraryImport("libc")] public static partial int getpid();
    [LibraryImport("libc")] public static partial void _exit(int status);
    [LibraryImport("libc")] public static partial nint getrandom(void* buffer, nuint length, uint flags);

    [LibraryImport("libc", SetLastError = true)] public static partial int open(byte* path, int flags, uint mode);
    [LibraryImport("libc")] public static partial int close(int fd);
    [LibraryImport("libc", SetLastError = true)] public static partial nint read(int fd, void* buffer, nuint length);
    [LibraryImport("libc")] public static partial nint pread(int fd, void* buffer, nuint length, long offset);
    [LibraryImport("libc", SetLastError = true)] public static partial nint write(int fd, void* buffer, nuint length);
    [LibraryImport("libc", SetLastError = true)] public static partial int statx(int directory, byte* path, int flags, uint mask, Statx* result);
    [LibraryImport("libc", SetLastError = true)] public static partial int rename(byte* from, byte* to);
    [LibraryImport("libc", SetLastError = true)] public static partial int unlink(byte* path);
    [LibraryImport("libc", SetLastError = true)] public static partial int symlink(byte* target, byte* path);
    [LibraryImport("libc", SetLastError = true)] public static partial nint readlink(byte* path, byte* buffer, nuint length);
    [LibraryImport("libc", SetLastError = true)] public static partial int mkdir(byte* path, uint mode);
    [LibraryImport("libc", SetLastError = true)] public static partial int mkfifo(byte* path, uint mode);
    [LibraryImport("libc", SetLastError = true)] public static partial int access(byte* path, int mode);
    [LibraryImport("libc", SetLastError = true)] public static partial int chdir(byte* path);
    [LibraryImport("libc", SetLastError = true)] public static partial int fchdir(int fd);
    [LibraryImport("libc")] public static partial nint getdents64(int fd, void* buffer, nuint length);
    [LibraryImport("libc")] public static partial int flock(int fd, int operation);
    [LibraryImport("libc")] public static partial int close_range(uint first, uint last, int flags);
    [LibraryImport("libc")] public static partial int dup2(int from, int to);
    [LibraryImport("libc", SetLastError = true)] public static partial int pipe2(int* ends, int flags);
    [LibraryImport("libc")] public static partial uint umask(uint mask);
    [LibraryImport("libc")] public static partial int madvise(void* start, nuint length, int advice);

    /// <summary>fcntl with a number as its argument; it is variadic in C, which for integers is the same call on every Linux ABI.</summary>
    [LibraryImport("libc")] public static partial int fcntl(int fd, int command, nint argument);

    public const int PR_SET_DUMPABLE = 4;

    /// <summary>prctl with one number as its argument; variadic in C, see <see cref="fcntl"/>.</summary>
    [LibraryImport("libc")] public static partial int prctl(int option, nint argument);

    [LibraryImport("libc")] public static partial int ioctl(int fd, nuint request, int* result);

    [LibraryImport("libc", SetLastError = true)] public static partial int ppoll(PollFd* fds, nuint count, Timespec* timeout, SignalSet* mask);
    [LibraryImport("libc", SetLastError = true)] public static partial int signalfd(int fd, SignalSet* mask, int flags);
    [LibraryImport("libc")] public static partial int pthread_sigmask(int how, SignalSet* set, SignalSet* old);
    [LibraryImport("libc", SetLastError = true)] public static partial int kill(int pid, int signal);
    [LibraryImport("libc")] public static partial int getpgid(int pid);
    [LibraryImport("libc")] public static partial int waitpid(int pid, int* status, int options);
    [LibraryImport("libc")] public static partial int prlimit(int pid, int resource, Rlimit* set, Rlimit* old);
    [LibraryImport("libc")] public static partial int pidfd_open(int pid, uint flags);
    [LibraryImport("libc")] public static partial int pidfd_send_signal(int pidfd, int signal, void* info, uint flags);

    [LibraryImport("libc")] public static partial int posix_spawn(int* pid, byte* path, void* actions, void* attributes, byte** argv, byte** environment);
    [LibraryImport("libc")] public static partial int posix_spawn_file_actions_init(void* actions);
    [LibraryImport("libc")] public static partial int posix_spawn_file_actions_adddup2(void* actions, int from, int to);
    [LibraryImport("libc")] public static partial int posix_spawn_file_actions_addchdir_np(void* actions, byte* path);
    [LibraryImport("libc")] public static partial int posix_spawnattr_init(void* attributes);
    [LibraryImport("libc")] public static partial int posix_spawnattr_setflags(void* attributes, short flags);
    [LibraryImport("libc")] public static partial int posix_spawnattr_setsigmask(void* attributes, SignalSet* mask);
    [LibraryImport("libc")] public static partial int posix_spawnattr_setsigdefault(void* attributes, SignalSet* signals);

    [LibraryImport("libc")] private static partial byte* strerror(int error);

    /// <summary>struct sched_attr, of which the supervisor sets the wish for short turns.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SchedulingAttributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }

    public const int SCHED_FLAG_RESET_ON_FORK = 1;

    /// <summary>The kernel's calls that the C library has no function for; variadic in C, see <see cref="fcntl"/>.</summary>
    [LibraryImport("libc")] public static partial nint syscall(nint number, nint first, void* second, nint third);

    [LibraryImport("libc")] public static partial int getpriority(int which, int who);

    [LibraryImport("libc")] public static partial int system(byte* command);

    /// <summary>The error of the last call that failed.</summary>
    public static int Errno => Marshal.GetLastPInvokeError();

    /// <summary>An error in words.</summary>
    public static ReadOnlySpan<byte> Message(int error) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(strerror(error));
}
