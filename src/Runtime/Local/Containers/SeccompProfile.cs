using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Sundog.Runtime.Local;

/// <summary>The system calls that a process in a container may make: an allow list, the same for PID 1, its commands, hooks and whoever
/// enters.</summary>
/// <remarks>What is refused by name says "not permitted"; whatever else the kernel knows or will know says "not implemented", so that
/// libraries fall back on what they used before. 32-bit and x32 calls are not in the list of architectures: they end the process.</remarks>
internal static class SeccompProfile
{
    private const int NotPermitted = 1;
    private const int NotImplemented = 38;

    // clone may make processes and threads, but none of the namespaces: CLONE_NEW* of mount, cgroup, uts, ipc, user, pid and network.
    private const long NewNamespaces = 0x7E020000;

    // Unix, IPv4, IPv6, netlink. Not vsock (it leads out of virtual machines), not the kernel's crypto, not raw packets.
    private static readonly int[] s_families = [1, 2, 10, 16];

    // What personality(2) is asked for by programs that run today: Linux, without address space randomisation, and the question itself.
    private static readonly long[] s_personalities = [0, 0x8, 0x20000, 0x20008, 0x0004_0000, 0xFFFFFFFF];

    private static readonly string[] s_allowed =
    [
        // Files.
        "access", "chdir", "chmod", "chown", "close", "close_range", "copy_file_range", "creat", "dup", "dup2", "dup3", "faccessat",
        "faccessat2", "fadvise64", "fallocate", "fchdir", "fchmod", "fchmodat", "fchmodat2", "fchown", "fchownat", "fcntl", "fdatasync",
        "fgetxattr", "flistxattr", "flock", "fremovexattr", "fsetxattr", "fstat", "fstatfs", "fsync", "ftruncate", "futimesat", "getcwd",
        "getdents", "getdents64", "getxattr", "ioctl", "lchown", "lgetxattr", "link", "linkat", "listxattr", "llistxattr", "lremovexattr",
        "lseek", "lsetxattr", "lstat", "memfd_create", "memfd_secret", "mkdir", "mkdirat", "mknod", "mknodat", "newfstatat", "open", "openat",
        "openat2", "pipe", "pipe2", "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2", "read", "readahead", "readlink",
        "readlinkat", "readv", "removexattr", "rename", "renameat", "renameat2", "rmdir", "sendfile", "setxattr", "splice", "stat", "statfs",
        "statx", "symlink", "symlinkat", "sync", "sync_file_range", "syncfs", "tee", "truncate", "umask", "unlink", "unlinkat", "utime",
        "utimensat", "utimes", "vmsplice", "write", "writev", "chroot", "cachestat",

        // Watching.
        "epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd", "eventfd2", "inotify_add_watch",
        "inotify_init", "inotify_init1", "inotify_rm_watch", "poll", "ppoll", "pselect6", "select", "signalfd", "signalfd4", "timerfd_create",
        "timerfd_gettime", "timerfd_settime", "io_cancel", "io_destroy", "io_getevents", "io_pgetevents", "io_setup", "io_submit",

        // Memory.
        "brk", "madvise", "membarrier", "mincore", "mlock", "mlock2", "mlockall", "mmap", "mprotect", "mremap", "mseal", "msync", "munlock",
        "munlockall", "munmap", "pkey_alloc", "pkey_free", "pkey_mprotect", "process_madvise", "process_mrelease", "remap_file_pages",
        "map_shadow_stack",

        // Processes and threads.
        "alarm", "arch_prctl", "capget", "capset", "execve", "execveat", "exit", "exit_group", "fork", "futex", "futex_requeue", "futex_wait",
        "futex_waitv", "futex_wake", "get_robust_list", "get_thread_area", "getcpu", "getitimer", "getpgid", "getpgrp", "getpid", "getppid",
        "getpriority", "getrandom", "getrlimit", "getrusage", "getsid", "gettid", "ioprio_get", "ioprio_set", "kill", "pause", "pidfd_getfd",
        "pidfd_open", "pidfd_send_signal", "prctl", "prlimit64", "process_vm_readv", "process_vm_writev", "ptrace", "restart_syscall",
        "riscv_flush_icache", "rseq", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigqueueinfo", "rt_sigreturn", "rt_sigsuspend",
        "rt_sigtimedwait", "rt_tgsigqueueinfo", "sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity", "sched_getattr",
        "sched_getparam", "sched_getscheduler", "sched_rr_get_interval", "sched_setaffinity", "sched_setattr", "sched_setparam",
        "sched_setscheduler", "sched_yield", "seccomp", "set_robust_list", "set_thread_area", "set_tid_address", "setitimer", "setpgid",
        "setpriority", "setrlimit", "setsid", "sigaltstack", "tgkill", "times", "tkill", "vfork", "wait4", "waitid",
        "landlock_add_rule", "landlock_create_ruleset", "landlock_restrict_self",

        // Who it is. The kernel refuses every change: there is no capability.
        "getegid", "geteuid", "getgid", "getgroups", "getresgid", "getresuid", "getuid", "setfsgid", "setfsuid", "setgid", "setgroups", "setregid",
        "setresgid", "setresuid", "setreuid", "setuid",

        // Time and the machine.
        "clock_getres", "clock_gettime", "clock_nanosleep", "gettimeofday", "nanosleep", "sysinfo", "time", "timer_create", "timer_delete",
        "timer_getoverrun", "timer_gettime", "timer_settime", "uname",

        // Sockets and what processes share.
        "accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "recvfrom", "recvmmsg", "recvmsg",
        "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown", "socketpair", "mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive",
        "mq_timedsend", "mq_unlink", "msgctl", "msgget", "msgrcv", "msgsnd", "semctl", "semget", "semop", "semtimedop", "shmat", "shmctl",
        "shmdt", "shmget",
    ];

    private static readonly string[] s_refused =
    [
        // The file system tree.
        "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree", "open_tree_attr", "pivot_root", "umount",
        "umount2", "name_to_handle_at", "open_by_handle_at", "quotactl", "quotactl_fd", "swapoff", "swapon", "nfsservctl", "fanotify_init",
        "fanotify_mark", "statmount", "listmount",

        // Namespaces, other processes, memory of others.
        "setns", "unshare", "kcmp", "migrate_pages", "move_pages", "mbind", "get_mempolicy", "set_mempolicy", "set_mempolicy_home_node",
        "userfaultfd", "vhangup",

        // The kernel itself.
        "acct", "bpf", "create_module", "delete_module", "finit_module", "get_kernel_syms", "init_module", "ioperm", "iopl", "kexec_file_load",
        "kexec_load", "lookup_dcookie", "modify_ldt", "perf_event_open", "query_module", "reboot", "syslog", "sysfs", "_sysctl", "uselib", "ustat",
        "io_uring_enter", "io_uring_register", "io_uring_setup",

        // Keys, names and clocks of the machine.
        "add_key", "keyctl", "request_key", "adjtimex", "clock_adjtime", "clock_settime", "settimeofday", "stime", "sethostname", "setdomainname",
        "lsm_get_self_attr", "lsm_list_modules", "lsm_set_self_attr",
    ];

    // What crun made of the list for its first container: the same for all, and a good part of the time to make one.
    private static volatile string? s_compiled;

    /// <summary>The annotations of a bundle that spare crun compiling the list again; others compile it.</summary>
    public static JsonObject Annotations() => s_compiled is { } compiled ? new() { ["run.oci.seccomp_bpf_data"] = compiled } : [];

    /// <summary>Keeps the filter of a container that was made.</summary>
    /// <param name="file">Where crun keeps it, for whoever enters; runc keeps none.</param>
    public static void Keep(string file)
    {
        if (s_compiled is null && File.Exists(file) && File.ReadAllBytes(file) is { Length: > 0 } filter)
        {
            s_compiled = Convert.ToBase64String(filter);
        }
    }

    /// <summary>Calls that are refused by name.</summary>
    public static IReadOnlyList<string> Refused => s_refused;

    /// <summary>The <c>linux.seccomp</c> of a bundle.</summary>
    public static JsonObject ToJson() => new()
    {
        ["defaultAction"] = "SCMP_ACT_ERRNO",
        ["defaultErrnoRet"] = NotImplemented,
        ["architectures"] = Json.Array([RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64"]),
        ["syscalls"] = new JsonArray(
        [
            Allow(s_allowed),
            Refuse(s_refused, NotPermitted),

            // Its flags lie in memory, where no filter can look; told that it is missing, libraries use clone.
            Refuse(["clone3"], NotImplemented),
            Allow(["clone"], (0, NewNamespaces, 0, "SCMP_CMP_MASKED_EQ")),
            .. s_families.Select(family => Allow(["socket"], (0, family, 0, "SCMP_CMP_EQ"))),
            .. s_personalities.Select(personality => Allow(["personality"], (0, personality, 0, "SCMP_CMP_EQ"))),
        ]),
    };

    private static JsonObject Allow(IEnumerable<string> names, params (int Index, long Value, long Second, string Operator)[] arguments)
    {
        var rule = new JsonObject { ["names"] = Json.Array(names), ["action"] = "SCMP_ACT_ALLOW" };
        if (arguments.Length > 0)
        {
            rule["args"] = new JsonArray([.. arguments.Select(argument => (JsonNode?)new JsonObject
            {
                ["index"] = argument.Index,
                ["value"] = argument.Value,
                ["valueTwo"] = argument.Second,
                ["op"] = argument.Operator,
            })]);
        }

        return rule;
    }

    private static JsonObject Refuse(IEnumerable<string> names, int error) =>
        new() { ["names"] = Json.Array(names), ["action"] = "SCMP_ACT_ERRNO", ["errnoRet"] = error };
}
