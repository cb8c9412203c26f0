using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Sundog.Runtime.Local;

/// <summary>Runs the machine's programs, always by argument list.</summary>
internal static class Tool
{
    /// <summary>Starts a process, wherever.</summary>
    public delegate Process Starter(ProcessStartInfo start);

    private static readonly TimeSpan s_lastLines = TimeSpan.FromSeconds(1);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="RuntimeException">It is missing or failed; the message has its own words.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? input = null, Starter? starter = null, CancellationToken cancellation = default)
    {
        var (code, output, error) = await TryRunAsync(program, arguments, input, starter, cancellation).ConfigureAwait(false);
        return code == 0 ? output : throw new RuntimeException($"{program} failed ({code}): {error.Trim()}");
    }

    /// <summary>Runs a program to its end and tells how it ended.</summary>
    /// <exception cref="RuntimeException">It is missing.</exception>
    public static async Task<(int Code, string Output, string Error)> TryRunAsync(
        string program, IEnumerable<string> arguments, string? input = null, Starter? starter = null, CancellationToken cancellation = default)
    {
        using var process = Start(program, arguments, starter);
        await using var ending = cancellation.Register(() => End(process));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code tells more.
        }

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    /// <summary>Runs a program and hands on each line of its output and errors as it comes.</summary>
    /// <returns>The exit code; it was ended with SIGTERM when the cancellation came first.</returns>
    public static async Task<int> StreamAsync(string program, IEnumerable<string> arguments, Action<string> line, CancellationToken cancellation)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        await using var ending = cancellation.Register(() => End(process));
        var lines = Task.WhenAll(Lines(process.StandardOutput, line), Lines(process.StandardError, line));
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);

        // A process that it left behind may hold its output open for as long as it likes.
        await Task.WhenAny(lines, Task.Delay(s_lastLines, CancellationToken.None)).ConfigureAwait(false);
        return process.ExitCode;
    }

    /// <summary>Runs a program that leaves its output open to processes it starts. Returns when the program itself has ended.</summary>
    /// <returns>The exit code, and a task that completes when the last of those processes has closed the output.</returns>
    public static async Task<(int Code, Task Closed)> LeaveAsync(
        string program, IEnumerable<string> arguments, Action<string> line, Starter? starter, CancellationToken cancellation)
    {
        var process = Start(program, arguments, starter);
        process.StandardInput.Close();
        var closed = Task.WhenAll(Lines(process.StandardOutput, line), Lines(process.StandardError, line))
            .ContinueWith(_ => process.Dispose(), TaskScheduler.Default);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return (process.ExitCode, closed);
    }

    private static async Task Lines(StreamReader reader, Action<string> line)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } text)
        {
            line(text);
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments, Starter? starter = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        try
        {
            return starter?.Invoke(start) ?? Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new RuntimeException($"{program} could not be started: {exception.Message}. Is it installed? `sundog up` names what is missing.", exception);
        }
    }

    private static void End(Process process)
    {
        try
        {
            _ = Native.Kill(process.Id, Native.SigTerm);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
