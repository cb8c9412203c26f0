using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sundog.Supervisor.Bench;

/// <summary>What is measured with: processes, their memory and their wake-ups, as the kernel counts them.</summary>
internal static partial class Linux
{
    [LibraryImport("libc")] public static partial int kill(int pid, int signal);

    /// <summary>CLOCK_MONOTONIC in nanoseconds, the clock of worker.c.</summary>
    public static long Now() => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    public static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public static string Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}{error.Result}");
    }

    public static bool IsInstalled(string program) =>
        program.Contains('/') ? File.Exists(program) : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>All processes whose name (at most 15 characters) is this one, without those that only wait to be reaped.</summary>
    public static int[] Find(string name) => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? pid : 0)
        .Where(pid => pid != 0 && NameOf(pid) == name && Read($"/proc/{pid}/cmdline").Length > 0).ToArray();

    /// <summary>Descendants of a process, and itself.</summary>
    public static IEnumerable<int> Tree(int pid) =>
        Read($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(child => Tree(int.Parse(child))).Prepend(pid);

    /// <summary>Kilobytes: every page counted by its share.</summary>
    public static long Pss(int pid) => Read($"/proc/{pid}/smaps_rollup").Split('\n').Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));

    /// <summary>How often the threads of a process have slept and woken so far.</summary>
    public static long WakeUps(int pid) => Directory.Exists($"/proc/{pid}/task")
        ? Directory.GetDirectories($"/proc/{pid}/task").Sum(task => Read($"{task}/status").Split('\n')
            .Where(line => line.StartsWith("voluntary_ctxt", StringComparison.Ordinal)).Sum(line => long.Parse(line.Split('\t')[1])))
        : 0;

    public static string NameOf(int pid) => Read($"/proc/{pid}/comm").TrimEnd();

    /// <summary>Waits until a process has ended, asleep until the kernel says so.</summary>
    public static void WaitForEnd(int pid)
    {
        var poll = new PollFd { Fd = pidfd_open(pid, 0), Events = 1 };
        if (poll.Fd < 0)
            return;
        _ = Linux.poll(ref poll, 1, 60_000);
        _ = close(poll.Fd);
    }

    /// <summary>Lets this thread, not what it starts, run before all others, so that what it measures is not its own waiting.</summary>
    public static void ComeFirst()
    {
        const int FirstInFirstOut = 1, ResetOnFork = 0x40000000;
        var priority = 50;
        _ = sched_setscheduler(0, FirstInFirstOut | ResetOnFork, ref priority);
    }

    [LibraryImport("libc")] private static partial int sched_setscheduler(int thread, int policy, ref int priority);

    /// <summary>Removes a cgroup and those below it; false when one is still in use.</summary>
    public static bool RemoveGroup(string group)
    {
        foreach (var below in Directory.Exists(group) ? Directory.GetDirectories(group) : [])
            RemoveGroup(below);
        return rmdir(group) == 0 || !Directory.Exists(group);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc")] private static partial int pidfd_open(int pid, uint flags);

    [LibraryImport("libc")] private static partial int poll(ref PollFd fds, nuint count, int milliseconds);

    [LibraryImport("libc")] private static partial int close(int fd);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int rmdir(string path);

    public static bool Until(Func<bool> condition, double seconds)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed.TotalSeconds > seconds)
                return false;
            Thread.Sleep(1);
        }

        return true;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
