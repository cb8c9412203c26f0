using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sundog.Cli;

/// <summary>Becomes another program: its terminal, signals and exit code are ours.</summary>
internal static partial class Exec
{
    private const int BrokenPipe = 13;

    /// <summary>Never returns when it works.</summary>
    /// <exception cref="CliException">The program cannot be run.</exception>
    public static unsafe int Replace(string[] arguments)
    {
        // The runtime ignores this signal, and the program would inherit that.
        _ = Signal(BrokenPipe, 0);
        var list = (nint*)NativeMemory.AllocZeroed((nuint)(arguments.Length + 1), (nuint)sizeof(nint));
        for (var i = 0; i < arguments.Length; i++)
        {
            list[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        _ = Execute(arguments[0], list);
        throw new CliException($"{arguments[0]} cannot be run: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Runs a program to its end, its errors being ours.</summary>
    /// <returns>Its exit code, and what it wrote to standard output.</returns>
    public static async Task<(int Code, string Output)> CaptureAsync(string[] arguments, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, output);
    }

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Execute(string program, nint* arguments);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);
}
