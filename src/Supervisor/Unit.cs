using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>
/// What to supervise and how: the unit folder that the daemon makes, read once at the start. Every file of it may be absent.
/// docs/supervisor.md lists them.
/// </summary>
internal sealed unsafe class Unit
{
    /// <summary>A text longer than this does not fit into one argument of a program; the shell then reads it from its file.</summary>
    private const int LongestArgument = 128 * 1024 - 1;

    /// <summary>A command of the unit: what the shell is given.</summary>
    public readonly struct Command(byte* text, bool isFile)
    {
        /// <summary>The shell text, or the path of the file that holds it; null when the unit has no such command.</summary>
        public byte* Text { get; } = text;

        public bool IsFile { get; } = isFile;

        public bool Exists => Text != null;
    }

    public Command PreStart { get; }
    public Command Start { get; }
    public Command PostStart { get; }
    public Command Finish { get; }

    /// <summary>The environment of the commands, all of it, as exec takes it.</summary>
    public byte** Environment { get; }

    public byte* Directory { get; private set; } = Files.Keep("/app"u8);
    public byte* Service { get; private set; } = Files.Keep("/run/service/app"u8);

    /// <summary>Where <c>supervise</c> in the service's folder is written; null to write there.</summary>
    public byte* Supervise { get; private set; }

    public byte* Log { get; private set; } = Files.Keep("/var/log/app.log"u8);

    /// <summary>At this size in bytes the log is rotated.</summary>
    public long LogSize { get; private set; } = 100_000_000;

    /// <summary>How many rotated logs are kept beside the current one.</summary>
    public int LogFiles { get; private set; } = 1;

    public bool Timestamps { get; private set; }

    /// <summary>The container takes the place of one that ended without being asked.</summary>
    public bool IsRemade { get; private set; }

    /// <summary>The command is not started before it is wanted.</summary>
    public bool IsDown { get; private set; }

    /// <summary>From SIGTERM to SIGKILL, in nanoseconds.</summary>
    public long Grace { get; private set; } = 15 * Clock.Second;

    /// <summary>How long <c>post_start</c> may hold back "ready", in nanoseconds.</summary>
    public long ReadyWithin { get; private set; } = 600 * Clock.Second;

    /// <summary>The memory limit of the instance in bytes, where its cgroup cannot be asked; 0 when unknown.</summary>
    public long MemoryLimit { get; private set; }

    /// <summary>The folder of the memory cgroup; null to look in the usual places.</summary>
    public byte* Cgroup { get; private set; }

    private byte* _folder;

    public Unit(byte* folder)
    {
        _folder = folder;
        var settings = Read("settings"u8, out var length);
        for (var rest = new ReadOnlySpan<byte>(settings, length); rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var equals = line.IndexOf((byte)'=');
            if (equals > 0)
                Set(line[..equals], line[(equals + 1)..]);
        }

        NativeMemory.Free(settings);
        Environment = ReadEnvironment();
        PreStart = ReadCommand("pre_start"u8);
        Start = ReadCommand("start"u8);
        PostStart = ReadCommand("post_start"u8);
        Finish = ReadCommand("finish"u8);
    }

    /// <summary>A setting that this version does not know, or that is no number, keeps its default: a newer daemon may say more.</summary>
    private void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("directory"u8))
            Directory = Files.Keep(value);
        else if (key.SequenceEqual("service"u8))
            Service = Files.Keep(value);
        else if (key.SequenceEqual("supervise"u8))
            Supervise = Files.Keep(value);
        else if (key.SequenceEqual("log"u8))
            Log = Files.Keep(value);
        else if (key.SequenceEqual("cgroup"u8))
            Cgroup = Files.Keep(value);
        else if (key.SequenceEqual("timestamps"u8))
            Timestamps = value.SequenceEqual("1"u8);
        else if (key.SequenceEqual("remade"u8))
            IsRemade = value.SequenceEqual("1"u8);
        else if (key.SequenceEqual("down"u8))
            IsDown = value.SequenceEqual("1"u8);
        else if (key.SequenceEqual("log_size"u8))
            LogSize = (long)Math.Clamp(Number(value, LogSize), 4096, 1e15);
        else if (key.SequenceEqual("log_files"u8))
            LogFiles = (int)Math.Clamp(Number(value, LogFiles), 0, 99);
        else if (key.SequenceEqual("memory_limit"u8))
            MemoryLimit = (long)Math.Clamp(Number(value, 0), 0, 1e18);
        else if (key.SequenceEqual("grace"u8))
            Grace = Duration(value, Grace);
        else if (key.SequenceEqual("ready_within"u8))
            ReadyWithin = Duration(value, ReadyWithin);
    }

    /// <summary>Seconds, with decimals if wanted, up to ten days.</summary>
    private static long Duration(ReadOnlySpan<byte> seconds, long otherwise) =>
        (long)(Math.Clamp(Number(seconds, otherwise / (double)Clock.Second), 0, 864_000) * Clock.Second);

    private static double Number(ReadOnlySpan<byte> text, double otherwise) =>
        Utf8Parser.TryParse(text, out double number, out var used) && used == text.Length && double.IsFinite(number) ? number : otherwise;

    private Command ReadCommand(ReadOnlySpan<byte> name)
    {
        var text = Read(name, out var length);
        if (text == null)
            return default;
        // A NUL would silently end the text; the shell reads such a file itself and says so.
        if (length <= LongestArgument && !new ReadOnlySpan<byte>(text, length).Contains((byte)0))
            return new Command(text, isFile: false);
        NativeMemory.Free(text);
        return new Command(Files.Path(_folder, name), isFile: true);
    }

    private byte** ReadEnvironment()
    {
        var text = Read("environment"u8, out var length);
        var entries = new ReadOnlySpan<byte>(text, length);
        var count = entries.Count((byte)0) + 1;
        var environment = (byte**)NativeMemory.Alloc((nuint)(count + 1) * (nuint)sizeof(byte*));
        var next = 0;
        for (var at = 0; at < length;)
        {
            if (text[at] != 0)
                environment[next++] = text + at;
            var end = entries[at..].IndexOf((byte)0);
            at = end < 0 ? length : at + end + 1;
        }

        environment[next] = null;
        return environment;
    }

    private byte* Read(ReadOnlySpan<byte> name, out int length)
    {
        var path = Files.Path(_folder, name);
        var content = Files.ReadAll(path, out length, out var error);
        if (content == null && error != Libc.ENOENT)
            Fatal.Stop("cannot read "u8, path, error);
        NativeMemory.Free(path);
        return content;
    }
}
