namespace Sundog.Configuration;

/// <summary>What became of an attempt to open a file.</summary>
public enum FileOutcome
{
    /// <summary>Here are its bytes.</summary>
    Read,

    /// <summary>There is nothing of that name.</summary>
    Missing,

    /// <summary>It lies outside of the repository, or a symbolic link on the way leads out of it.</summary>
    Outside,

    /// <summary>It is a directory or a device, not a file.</summary>
    NotAFile,

    /// <summary>It is larger than allowed.</summary>
    TooLarge,

    /// <summary>The operating system refuses.</summary>
    Unreadable,
}

/// <summary>The outcome of opening a file.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Bytes">The content when it was read.</param>
/// <param name="Reason">The operating system's words when it is unreadable.</param>
public sealed record FileContent(FileOutcome Outcome, ReadOnlyMemory<byte> Bytes = default, string? Reason = null);

/// <summary>All that the configuration needs of the world. Paths are relative to the repository, with forward slashes.</summary>
public interface IConfigurationFiles
{
    /// <summary>The names of the files directly in a directory, in ordinal order; null when there is no such directory inside the repository.</summary>
    IReadOnlyList<string>? List(string directory);

    /// <summary>Reads a file inside the repository. It never throws.</summary>
    /// <param name="path">May contain <c>..</c>; what leaves the repository, also by a symbolic link, is refused.</param>
    /// <param name="limit">The largest size in bytes that is read.</param>
    FileContent Open(string path, int limit);

    /// <summary>The paths of the files of the repository below a directory: those that Git has, or all where there is no Git. Some
    /// of them when there are very many.</summary>
    IReadOnlyList<string> Committed(string directory);
}
