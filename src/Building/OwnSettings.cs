namespace Sundog.Building;

/// <summary>An application's own settings of PHP, a file at the top of its tree.</summary>
internal static class OwnSettings
{
    /// <summary>The file's name.</summary>
    public const string Php = "php.ini";

    private const int Longest = 256 * 1024;

    /// <summary>The settings; null when there are none. A link is none, for it may lead anywhere; a pipe, which has no length, neither.</summary>
    public static string? Read(string directory) =>
        new FileInfo(Path.Combine(directory, Php)) is { Exists: true, LinkTarget: null, Length: > 0 and <= Longest } file ? File.ReadAllText(file.FullName) : null;
}
