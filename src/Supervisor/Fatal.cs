using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>The few faults that leave nothing to supervise: said on standard error, for whoever started the container.</summary>
internal static unsafe class Fatal
{
    public const int ExitCode = 111;

    /// <summary>Says "sundog-init: WHAT WHERE: the error" and ends the program.</summary>
    public static void Stop(ReadOnlySpan<byte> what, byte* where, int error)
    {
        Span<byte> buffer = stackalloc byte[512];
        var text = new Text(buffer);
        text.Add("sundog-init: "u8);
        text.Add(what);
        if (where != null)
            text.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(where));
        if (error != 0)
        {
            text.Add(": "u8);
            text.Add(Libc.Message(error));
        }

        text.Add("\n"u8);
        fixed (byte* start = text.Written)
            Libc.write(2, start, (nuint)text.Length);
        Libc._exit(ExitCode);
    }
}
