using System.Text;

namespace Sundog.Configuration.Tests;

/// <summary>A repository in memory: path to content.</summary>
internal sealed class Repository : IConfigurationFiles
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public static Repository With(string configuration) => new Repository().Add(".upsun/config.yaml", configuration);

    public Repository Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    public Repository Add(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    public ReadResult Read(bool lenient = false) => ConfigurationReader.Read(this, new ReadOptions(lenient));

    public IReadOnlyList<string>? List(string directory)
    {
        var prefix = directory.Length == 0 ? "" : directory + "/";
        var names = _files.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return names.Count == 0 ? null : [.. names.Select(path => path[prefix.Length..]).Where(name => !name.Contains('/', StringComparison.Ordinal))];
    }

    public FileContent Open(string path, int limit) =>
        path.StartsWith("../", StringComparison.Ordinal) ? new(FileOutcome.Outside)
        : !_files.TryGetValue(path, out var content) ? new(FileOutcome.Missing)
        : content.Length > limit ? new(FileOutcome.TooLarge)
        : new(FileOutcome.Read, content);

    public IReadOnlyList<string> Committed(string directory) =>
        [.. _files.Keys.Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal))];
}
