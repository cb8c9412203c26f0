using System.ComponentModel;
using System.Diagnostics;
using Sundog.Services;

namespace Sundog.Deployments.Host;

/// <summary>Looks at the programs of this machine.</summary>
internal static class HostPrograms
{
    /// <summary>Whether all programs of an installation are there.</summary>
    public static bool Has(HostInstallation installation) => installation.Programs.All(Has);

    /// <summary>Whether a program is there: by name in the usual directories, or by a path that may have one <c>*</c>.</summary>
    public static bool Has(string program) => Find(program) is not null;

    /// <summary>The version that is installed; null when the program does not tell.</summary>
    public static async Task<string?> VersionAsync(HostInstallation installation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                Find(installation.VersionCommand[0]) ?? installation.VersionCommand[0], installation.VersionCommand.Skip(1))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().ConfigureAwait(false);
            return HostInstallation.VersionIn(await output.ConfigureAwait(false) + await error.ConfigureAwait(false));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string? Find(string program)
    {
        if (!program.StartsWith('/'))
        {
            return HostInstallation.SearchPath.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
        }

        var star = program.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return File.Exists(program) ? program : null;
        }

        var directoryEnd = program.LastIndexOf('/', star);
        var nameEnd = program.IndexOf('/', star);
        var rest = nameEnd < 0 ? "" : program[nameEnd..];
        var pattern = program[(directoryEnd + 1)..(nameEnd < 0 ? program.Length : nameEnd)];
        var directory = program[..directoryEnd];
        return Directory.Exists(directory)
            ? Directory.EnumerateFileSystemEntries(directory, pattern).Select(entry => entry + rest).FirstOrDefault(File.Exists)
            : null;
    }
}
