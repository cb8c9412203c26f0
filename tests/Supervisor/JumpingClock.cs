using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Sundog.Supervisor.Tests;

/// <summary>
/// Lets the time of day jump for one process alone. Programs ask the kernel's page for it, [vdso], of which every process
/// has a private copy as soon as somebody writes to it; there <c>clock_gettime</c> is replaced by one that adds to CLOCK_REALTIME.
/// </summary>
internal static class JumpingClock
{
    public static bool IsPossible => Environment.IsPrivilegedProcess && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>From now on the process's time of day is this many seconds off.</summary>
    public static void Jump(int pid, int seconds)
    {
        byte[] code =
        [
            0xb8, 228, 0, 0, 0, // mov eax, clock_gettime
            0x0f, 0x05, // syscall
            0x85, 0xff, // test edi, edi
            0x75, 0x07, // jne over the addition: not CLOCK_REALTIME
            0x48, 0x81, 0x06, 0, 0, 0, 0, // add qword [rsi], seconds
            0xc3, // ret
        ];
        BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(14), seconds);
        var range = File.ReadLines($"/proc/{pid}/maps").Single(line => line.EndsWith("[vdso]", StringComparison.Ordinal)).Split(' ')[0].Split('-');
        var start = Convert.ToInt64(range[0], 16);
        var image = new byte[Convert.ToInt64(range[1], 16) - start];
        using var memory = new FileStream($"/proc/{pid}/mem", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        RandomAccess.Read(memory.SafeFileHandle, image, start);
        RandomAccess.Write(memory.SafeFileHandle, code, start + AddressOf(image, "__vdso_clock_gettime"));
    }

    /// <summary>Where a symbol is in an ELF image of 64 bits.</summary>
    private static long AddressOf(byte[] image, string symbol)
    {
        const int DynamicSymbols = 11, SectionSize = 64, SymbolSize = 24;
        var sections = (int)BitConverter.ToInt64(image, 0x28);
        for (var at = sections; at < sections + SectionSize * BitConverter.ToInt16(image, 0x3c); at += SectionSize)
        {
            if (BitConverter.ToInt32(image, at + 4) != DynamicSymbols)
                continue;
            var table = (int)BitConverter.ToInt64(image, at + 0x18);
            var size = (int)BitConverter.ToInt64(image, at + 0x20);
            var names = (int)BitConverter.ToInt64(image, sections + SectionSize * BitConverter.ToInt32(image, at + 0x28) + 0x18);
            for (var entry = table; entry < table + size; entry += SymbolSize)
                if (NameAt(names + BitConverter.ToInt32(image, entry)) == symbol)
                    return BitConverter.ToInt64(image, entry + 8);
        }

        throw new InvalidOperationException($"no {symbol} in [vdso]");

        string NameAt(int at) => Encoding.ASCII.GetString(image, at, Array.IndexOf(image, (byte)0, at) - at);
    }
}
