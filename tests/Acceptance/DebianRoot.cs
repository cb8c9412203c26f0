namespace Sundog.Acceptance.Tests;

/// <summary>A small Debian of this machine's release, made by <c>mmdebstrap</c> from its packages: a shell, the usual commands and Python.</summary>
internal static class DebianRoot
{
    private const string Packages = "base-files,coreutils,dash,python3-minimal";

    private static readonly string s_suite = File.ReadLines("/etc/os-release")
        .FirstOrDefault(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))?.Split('=')[1].Trim('"') ?? "";

    /// <summary>Whether it can be made here.</summary>
    public static bool IsAvailable { get; } = File.Exists("/usr/bin/mmdebstrap") && s_suite.Length > 0;

    /// <summary>The root file system, as a tar archive; made once, because its packages are downloaded.</summary>
    public static async Task<string> MakeAsync()
    {
        var archive = Path.Combine(Machine.Output, $"debian-{s_suite}.tar");
        if (!File.Exists(archive))
        {
            Directory.CreateDirectory(Machine.Output);
            var making = $"{archive}.{Environment.ProcessId}.new";
            (await Command.RunAsync(
                "mmdebstrap", "--quiet", "--format=tar", "--variant=extract", $"--include={Packages}", "--aptopt=Acquire::Retries \"3\"",
                s_suite, making)).Succeeded();
            File.Move(making, archive, overwrite: true);
        }

        return archive;
    }
}
