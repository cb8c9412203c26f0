using System.Diagnostics;

namespace Sundog.Runtime.Bench;

/// <summary>Runs programs.</summary>
internal static class Shell
{
    /// <summary>The exit code and output of a program; null when it is not installed.</summary>
    public static async Task<(int Code, string Output)?> TryAsync(string program, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var all = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, all[0] + all[1]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The output of a program that must succeed.</summary>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments) =>
        await TryAsync(program, arguments) is (0, var output) ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {(await TryAsync(program, arguments))?.Output}");
}
