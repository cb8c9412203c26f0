using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>A service's programs as the host itself has them.</summary>
/// <param name="Packages">The Debian packages that bring them.</param>
/// <param name="Programs">What must be found: a name is looked up in the directories of <see cref="SearchPath"/>; an absolute path may
/// have one <c>*</c>, which stands for any one name.</param>
/// <param name="VersionCommand">Prints the version, on either output; see <see cref="VersionIn"/>.</param>
/// <param name="Note">What a user should be told when this is what runs; null when there is nothing to tell.</param>
public sealed partial record HostInstallation(
    Sequence<string> Packages, Sequence<string> Programs, Sequence<string> VersionCommand, string? Note = null)
{
    /// <summary>The directories in which programs are looked up, also the <c>PATH</c> of the container.</summary>
    public static Sequence<string> SearchPath { get; } = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"];

    /// <summary>The version in what a version command printed: the first digits joined by dots (<c>10.11.19</c>); null: none.</summary>
    public static string? VersionIn(string output) => Version().Match(output) is { Success: true } match ? match.Value : null;

    /// <summary>Whether an installed version is one of those that a type asks for: <c>10.11.19</c> is a <c>10.11</c>, and not a <c>10.1</c>.</summary>
    public static bool Satisfies(string asked, string installed) =>
        asked.Length == 0 || installed == asked || installed.StartsWith(asked + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Version();
}
