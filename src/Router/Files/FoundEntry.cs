using Microsoft.Win32.SafeHandles;

namespace Sundog.Routing;

/// <summary>What a path names.</summary>
internal enum EntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A device, a pipe, a socket, or something that may not be read.</summary>
    Other,
}

/// <summary>Where files are looked up.</summary>
internal interface IFileTree
{
    /// <summary>What is at a path relative to the application directory; null when nothing is. The caller closes it.</summary>
    FoundEntry? Find(string path);
}

/// <summary>What was found at a path.</summary>
/// <param name="kind">What it is.</param>
/// <param name="handle">The opened file; null for anything else.</param>
internal sealed class FoundEntry(EntryKind kind, SafeFileHandle? handle = null) : IDisposable
{
    public EntryKind Kind { get; } = kind;

    public SafeFileHandle? Handle { get; } = handle;

    /// <summary>Its size in bytes.</summary>
    public long Length { get; init; }

    /// <summary>When it was written, in whole seconds as HTTP has them.</summary>
    public DateTimeOffset Modified { get; init; }

    /// <summary>Another text whenever the content may be another, in quotation marks.</summary>
    public string EntityTag { get; init; } = "\"\"";

    public void Dispose() => Handle?.Dispose();
}
