using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sundog.Runtime.Local.Kernel;

/// <summary>Gives rules to the kernel, in the network of the calling thread, by the library behind <c>nft</c>.</summary>
internal static partial class Nftables
{
    private const string Library = "libnftables.so.1";

    // The library waits with select(2), which knows numbers below 1024 and ends the process at others. It opens a handful.
    private const int Highest = 900;

    // The library keeps tables of names for all of its users.
    private static readonly Lock s_turn = new();

    /// <summary>Runs commands as <c>nft -f</c> does: all of them or none.</summary>
    /// <exception cref="RuntimeException">They were refused, or there is no such library.</exception>
    public static void Run(string commands)
    {
        if (!IsRoomBelow(Highest))
        {
            RunProgram(commands);
            return;
        }

        lock (s_turn)
        {
            try
            {
                using var context = new Context();
                context.Run(commands);
            }
            catch (DllNotFoundException exception)
            {
                throw new RuntimeException($"{Library} is missing. It comes with nft: install nftables.", exception);
            }
        }
    }

    // A new handle gets the lowest number that is free.
    private static bool IsRoomBelow(int number)
    {
        using var handle = File.OpenHandle("/dev/null");
        return handle.DangerousGetHandle() < number;
    }

    // It is in the network of the thread that starts it.
    private static void RunProgram(string commands)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("nft", ["-f", "-"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
            process.StandardInput.Write(commands);
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new RuntimeException($"the rules of the network were refused: {error.Trim()}");
            }
        }
        catch (Win32Exception exception)
        {
            throw new RuntimeException("nft is missing: install nftables.", exception);
        }
    }

    private sealed class Context : IDisposable
    {
        private readonly nint _pointer = New(0);

        public void Run(string commands)
        {
            _ = BufferError(_pointer);
            if (RunCommands(_pointer, commands) != 0)
            {
                throw new RuntimeException($"the rules of the network were refused: {Marshal.PtrToStringUTF8(ErrorOf(_pointer))?.Trim()}");
            }
        }

        public void Dispose() => Free(_pointer);
    }

    [LibraryImport(Library, EntryPoint = "nft_ctx_new")]
    private static partial nint New(uint flags);

    [LibraryImport(Library, EntryPoint = "nft_ctx_free")]
    private static partial void Free(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_error")]
    private static partial int BufferError(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_error_buffer")]
    private static partial nint ErrorOf(nint context);

    [LibraryImport(Library, EntryPoint = "nft_run_cmd_from_buffer", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RunCommands(nint context, string commands);
}
