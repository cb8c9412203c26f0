using System.Text;

namespace Sundog.Supervisor.Sv;

/// <summary>sv, for images that have none: the same commands, the same output and the same exit codes as runit's.</summary>
internal static unsafe class Client
{
    private const int UsageError = 100;
    private const long LookAgain = 20 * Clock.Millisecond;

    private enum Found
    {
        Running,
        NotRunning,
        Unreadable,
    }

    public static int Run(string[] arguments)
    {
        var verbose = false;
        var wait = Seconds(Environment.GetEnvironmentVariable("SVWAIT")) ?? 7;
        var next = 0;
        for (; next < arguments.Length && arguments[next] is ['-', not '\0', ..]; next++)
            switch (arguments[next])
            {
                case "--":
                    continue;
                case "-v":
                    verbose = true;
                    break;
                case "-w" when next + 1 < arguments.Length && Seconds(arguments[next + 1]) is { } given:
                    verbose = true;
                    wait = given;
                    next++;
                    break;
                case ['-', 'w', .. var attached] when Seconds(attached) is { } given:
                    verbose = true;
                    wait = given;
                    break;
                case ['-', var letter, ..]:
                    if (letter is not ('v' or 'w'))
                        Write(2, $"sv: illegal option -- {letter}\n");
                    return Usage();
            }

        if (arguments.Length - next < 2 || Request.Parse(arguments[next], verbose) is not { } request)
            return Usage();
        return Run(request, arguments[(next + 1)..], wait);
    }

    private static int Run(Request request, string[] services, int wait)
    {
        var asked = Clock.Utc() / Clock.Second;
        var deadline = Clock.Now() + wait * Clock.Second;
        var home = Directory.GetCurrentDirectory();
        var failures = 0;
        var pending = new List<string>();
        foreach (var service in services)
            if (Enter(home, service) && (request.IsCheck || Act(request, service)))
                pending.Add(service);
            else
                failures++;
        if (request.Awaits == '\0')
            return Math.Min(failures, 99);

        while (true)
        {
            if (!request.IsCheck)
                Rest();
            pending.RemoveAll(service => !Enter(home, service) || IsDone(request, service, asked, ref failures));
            if (pending.Count == 0)
                return Math.Min(failures, 99);
            if (Clock.Now() >= deadline)
                break;
            if (request.IsCheck)
                Rest();
        }

        foreach (var service in pending)
        {
            failures++;
            if (!Enter(home, service))
                continue;
            var kills = request.Kills && Look(service, out _) == Found.Running && Send(service, "k");
            if (Look(service, out var status) == Found.Running)
                Say((kills ? "kill: " : "timeout: ") + Line(service, status));
        }

        return Math.Min(failures, 99);
    }

    /// <summary>Gives the supervisor the time to act.</summary>
    private static void Rest()
    {
        var pause = new Libc.Timespec { Nanoseconds = LookAgain };
        _ = Libc.ppoll(null, 0, &pause, null);
    }

    /// <summary>Does at once what there is to do; false when it failed, which is then said.</summary>
    private static bool Act(Request request, string service)
    {
        switch (Look(service, out var status))
        {
            case Found.Unreadable:
                return false;
            case Found.NotRunning when request.Letters == "x":
                if (request.Awaits == '\0')
                    Say($"ok: {service}: runsv not running");
                return true;
            case Found.NotRunning:
                Say($"fail: {service}: runsv not running");
                return false;
        }

        if (request.IsStatus)
        {
            Say(Line(service, status));
            return true;
        }

        var known = status.Want == (request.Letters is [var first, ..] ? first : '\0') && (status.Want != 'd' || status.GotTerm);
        return known || Send(service, request.Letters);
    }

    private static bool IsDone(Request request, string service, long asked, ref int failures)
    {
        switch (Look(service, out var status))
        {
            case Found.NotRunning when request.Awaits == 'x':
                Say($"ok: {service}: runsv not running");
                return true;
            case Found.NotRunning:
                Say($"fail: {service}: runsv not running");
                failures++;
                return true;
            case Found.Unreadable:
                failures++;
                return true;
        }

        if (!status.Fulfils(request.Awaits, asked, IsReady))
            return false;
        Say("ok: " + Line(service, status));
        return true;
    }

    private static Found Look(string service, out ServiceStatus status)
    {
        status = default;
        fixed (byte* ok = "supervise/ok\0"u8, path = "supervise/status\0"u8)
        {
            // A fifo that nobody reads cannot be opened for writing.
            var fd = Libc.open(ok, Libc.O_WRONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0);
            if (fd < 0 && Libc.Errno == Libc.ENXIO)
                return Found.NotRunning;
            if (fd < 0)
                return Unreadable(service, "unable to open supervise/ok", Libc.Errno);
            Libc.close(fd);
            Span<byte> bytes = stackalloc byte[ServiceStatus.Size + 1];
            var length = Files.ReadStart(path, bytes);
            if (length == 0)
                return Unreadable(service, "unable to open supervise/status", Libc.Errno);
            if (length != ServiceStatus.Size)
            {
                Say($"warning: {service}: unable to read supervise/status: bad format");
                return Found.Unreadable;
            }

            status = ServiceStatus.Read(bytes);
            return Found.Running;
        }
    }

    private static bool Send(string service, string letters)
    {
        fixed (byte* control = "supervise/control\0"u8)
        {
            var fd = Libc.open(control, Libc.O_WRONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0);
            if (fd < 0)
            {
                Unreadable(service, "unable to open supervise/control", Libc.Errno);
                return false;
            }

            var bytes = Encoding.ASCII.GetBytes(letters);
            nint written;
            fixed (byte* start = bytes)
                written = Libc.write(fd, start, (nuint)bytes.Length);
            if (written != bytes.Length)
                Unreadable(service, "unable to write to supervise/control", Libc.Errno);
            Libc.close(fd);
            return written == bytes.Length;
        }
    }

    private static string Line(string service, ServiceStatus status)
    {
        fixed (byte* down = "down\0"u8)
            return status.Describe(service, Clock.Utc() / Clock.Second, normallyUp: Libc.access(down, 0) != 0);
    }

    /// <summary>Runs <c>./check</c> of the service's folder; without one a service that runs is ready.</summary>
    private static bool IsReady()
    {
        fixed (byte* check = "./check\0"u8)
        {
            return Libc.access(check, Libc.X_OK) != 0 || Libc.system(check) == 0;
        }
    }

    /// <summary>A name that does not start with a slash or dot and does not end with a slash stands for a service of the usual folder.</summary>
    private static bool Enter(string home, string service)
    {
        var folder = service is ['/' or '.', ..] or [.., '/']
            ? Path.Combine(home, service)
            : Path.Combine(Environment.GetEnvironmentVariable("SVDIR") ?? "/etc/service", service);
        fixed (byte* path = Encoding.UTF8.GetBytes(folder + '\0'))
        {
            if (Libc.chdir(path) == 0)
                return true;
            Say($"fail: {service}: unable to change to service directory: {Words(Libc.Errno)}");
            return false;
        }
    }

    private static Found Unreadable(string service, string what, int error)
    {
        Say($"warning: {service}: {what}: {Words(error)}");
        return Found.Unreadable;
    }

    private static string Words(int error) => error switch
    {
        Libc.ENOENT => "file does not exist",
        Libc.EACCES => "access denied",
        Libc.EPERM => "permission denied",
        Libc.ENOTDIR => "not a directory",
        _ => Encoding.UTF8.GetString(Libc.Message(error)).ToLowerInvariant(),
    };

    private static int? Seconds(string? text) => int.TryParse(text, out var seconds) && seconds >= 0 ? seconds : null;

    private static int Usage()
    {
        Write(2, "usage: sv [-v] [-w sec] command service ...\n\n");
        return UsageError;
    }

    private static void Say(string line) => Write(1, line + "\n");

    private static void Write(int fd, string text)
    {
        fixed (byte* start = Encoding.UTF8.GetBytes(text))
            _ = Libc.write(fd, start, (nuint)Encoding.UTF8.GetByteCount(text));
    }
}
