using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Deployments.Host;

/// <summary>Debian's packages for what a <c>requirements.txt</c> asks for: with them pip finds the requirement met, and needs no package
/// index. What Debian lacks, or has in another version, pip fetches as anywhere.</summary>
internal static partial class PythonPackages
{
    private const string Lists = "/var/lib/dpkg/info";

    /// <summary>The packages that are not installed, by the names Debian's policy gives them.</summary>
    public static Sequence<string> Missing(Application application, string directory)
    {
        var file = Path.Combine(directory, "requirements.txt");
        if (!File.Exists(file) || !Directory.Exists(Lists))
        {
            return [];
        }

        var programs = application.Instances.Select(instance => instance.Commands.Start?.Split(' ', 2)[0]).ToHashSet();
        return File.ReadLines(file)
            .Select(line => Requirement().Match(line))
            .Where(match => match.Success)
            .Select(match => Separators().Replace(match.Groups["name"].Value, "-").ToLowerInvariant())
            .SelectMany(name => programs.Contains(name) ? [$"python3-{name}", name] : new[] { $"python3-{name}" })
            .Distinct()
            .Where(package => !IsInstalled(package))
            .ToSequence();
    }

    private static bool IsInstalled(string package) =>
        File.Exists($"{Lists}/{package}.list") || Directory.EnumerateFiles(Lists, $"{package}:*.list").Any();

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)")]
    private static partial Regex Requirement();

    [GeneratedRegex("[-_.]+")]
    private static partial Regex Separators();
}
