namespace Sundog.Configuration;

/// <summary>The files of a repository on this machine.</summary>
/// <param name="root">The repository's directory.</param>
public sealed class DirectoryFiles(string root) : IConfigurationFiles
{
    private const int MostFiles = 1000;

    private readonly string _root = Real(Path.GetFullPath(root)) ?? Path.GetFullPath(root);
    private IReadOnlyList<string>? _index;

    /// <inheritdoc/>
    public IReadOnlyList<string>? List(string directory)
    {
        try
        {
            return Locate(directory) is { } path && IsWithin(path) && Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public FileContent Open(string path, int limit)
    {
        try
        {
            if (path.Contains('\0'))
                return new(FileOutcome.Missing);

            if (Locate(path) is not { } real)
                return new(IsWithin(Path.GetFullPath(Path.Combine(_root, path))) ? FileOutcome.Missing : FileOutcome.Outside);

            if (!IsWithin(real))
                return new(FileOutcome.Outside);

            if (Directory.Exists(real))
                return new(FileOutcome.NotAFile);

            // A pipe or device has no length, and opening it would wait for its other end.
            if (new FileInfo(real).Length == 0)
                return new(FileOutcome.Read);

            return Read(real, limit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(FileOutcome.Unreadable, Reason: exception.Message);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Committed(string directory)
    {
        try
        {
            if (Locate(directory) is not { } path || !IsWithin(path) || !Directory.Exists(path))
                return [];

            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            if ((_index ??= GitIndex.Read(_root) ?? []) is not { Count: > 0 } index)
                return [.. Directory.EnumerateFiles(path, "*", options).Take(MostFiles).Select(file => Path.GetRelativePath(_root, file))];

            // What was deleted since hides nothing.
            return [.. index.Where(file => file.StartsWith(directory + "/", StringComparison.Ordinal)).Take(MostFiles)
                .Where(file => File.Exists(Path.Combine(_root, file)))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private static FileContent Read(string path, int limit)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > limit)
            return new(FileOutcome.TooLarge);

        var bytes = new byte[length];
        var read = 0;
        while (read < bytes.Length)
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(read), read);
            if (count == 0)
                break;

            read += count;
        }

        return new(FileOutcome.Read, bytes.AsMemory(0, read));
    }

    /// <summary>The path with all symbolic links resolved; null when there is nothing, or when it is outside as written.</summary>
    private string? Locate(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_root, path));
        return IsWithin(full) ? Real(full) : null;
    }

    private bool IsWithin(string path) =>
        path == _root || path.StartsWith(_root.EndsWith('/') ? _root : _root + "/", StringComparison.Ordinal);

    private static string? Real(string path)
    {
        // The base library resolves a link at the end of a path only, so each step is resolved on its own.
        var real = Path.GetPathRoot(path)!;
        foreach (var name in path[real.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, name);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (!entry.Exists && entry.LinkTarget is null)
                return null;

            var target = entry.ResolveLinkTarget(returnFinalTarget: true);
            real = target is null ? next : Real(target.FullName) ?? "";
            if (real.Length == 0)
                return null;
        }

        return real;
    }
}
