using System.Diagnostics;
using Spectre.Console;
using Sundog.Deployments.Host;

namespace Sundog.Cli;

/// <summary>Installs what a project needs of this machine, after asking.</summary>
internal static class Prerequisites
{
    private const string Installer = "/usr/bin/apt-get";
    private const string Policy = "/usr/sbin/policy-rc.d";

    /// <summary>Returns when everything is there.</summary>
    /// <exception cref="CliException">Something is missing and was not to be installed, or a version differs and must not.</exception>
    public static async Task EnsureAsync(HostRequirements requirements, bool yes, bool strict)
    {
        if (requirements.Missing.Count > 0)
        {
            await InstallAsync(requirements.Missing, yes);
        }

        foreach (var difference in await requirements.DifferencesAsync())
        {
            if (strict)
            {
                throw new CliException(difference + "; --strict refuses that");
            }

            Terminal.Messages.Write(new Text($"Note: {difference}\n", new Style(Color.Yellow)));
        }
    }

    private static async Task InstallAsync(IReadOnlyList<MissingPrograms> missing, bool yes)
    {
        var packages = missing.SelectMany(one => one.Packages).Distinct().ToList();
        Terminal.Messages.WriteLine("This project needs programs that this machine lacks:");
        foreach (var group in missing.GroupBy(one => one.For))
        {
            Terminal.Messages.WriteLine($"  for {group.Key}: {string.Join(", ", group.SelectMany(one => one.Packages).Distinct())}");
        }

        if (!File.Exists(Installer))
        {
            throw new CliException($"install them with this system's package manager (Debian calls them {string.Join(' ', packages)}), then run this again");
        }

        if (!yes && !await Terminal.AskAsync("Install these Debian packages?"))
        {
            throw new CliException($"install them by `apt-get install {string.Join(' ', packages)}`, then run this again");
        }

        var known = await KnownAsync(packages);
        if (known.Count < packages.Count)
        {
            await RunAsync("Fetching the lists of packages", [Installer, "update"]);
            known = await KnownAsync(packages);
        }

        // A package of a Python module that Debian does not have is pip's to fetch; any other must be there.
        var lacking = packages.Except(known).Where(package => !package.StartsWith("python3-", StringComparison.Ordinal)).ToList();
        if (lacking.Count > 0)
        {
            throw new CliException($"this system has no package {string.Join(", ", lacking)}");
        }

        // A server's package starts the server; ours runs in a container instead.
        var forbid = !File.Exists(Policy);
        if (forbid)
        {
            await File.WriteAllTextAsync(Policy, "#!/bin/sh\nexit 101\n");
            File.SetUnixFileMode(Policy, (UnixFileMode)0b111_101_101);
        }

        try
        {
            await RunAsync($"Installing {string.Join(", ", known)}", [Installer, "install", "--yes", "--no-install-recommends", .. known]);
        }
        finally
        {
            if (forbid)
            {
                File.Delete(Policy);
            }
        }
    }

    private static async Task<List<string>> KnownAsync(IEnumerable<string> packages)
    {
        var known = new List<string>();
        foreach (var package in packages)
        {
            var (code, output) = await OutputAsync(["/usr/bin/apt-cache", "policy", package]);
            if (code == 0 && output.Contains("Candidate: ", StringComparison.Ordinal) && !output.Contains("Candidate: (none)", StringComparison.Ordinal))
            {
                known.Add(package);
            }
        }

        return known;
    }

    private static async Task RunAsync(string title, string[] command)
    {
        Terminal.Messages.WriteLine(title + "...");
        var (code, output) = await OutputAsync(command);
        if (code != 0)
        {
            throw new CliException($"{string.Join(' ', command)} failed:\n{string.Join('\n', output.TrimEnd().Split('\n').TakeLast(10))}");
        }
    }

    private static async Task<(int Code, string Output)> OutputAsync(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive", ["LC_ALL"] = "C" },
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
