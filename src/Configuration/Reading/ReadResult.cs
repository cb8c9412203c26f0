namespace Sundog.Configuration;

/// <summary>What reading a project gave.</summary>
public sealed class ReadResult
{
    internal ReadResult(
        ProjectConfiguration? configuration, Sequence<Diagnostic> diagnostics, IReadOnlyDictionary<string,
        SourceText> sources, MappingNode? document)
    {
        Configuration = configuration;
        Diagnostics = diagnostics;
        Sources = sources;
        Document = document;
    }

    /// <summary>The configuration; null when there is an error.</summary>
    public ProjectConfiguration? Configuration { get; }

    /// <summary>All faults, in the order of files and lines.</summary>
    public Sequence<Diagnostic> Diagnostics { get; }

    /// <summary>The texts that were read, by path, for quoting their lines.</summary>
    public IReadOnlyDictionary<string, SourceText> Sources { get; }

    /// <summary>Whether there is no error; warnings do not count.</summary>
    public bool IsValid => Configuration is not null;

    /// <summary>Whether no file could be read at all: there is no <c>.upsun</c> or nothing in it.</summary>
    public bool NothingToRead => Diagnostics.Any(fault => _nothing.Contains(fault.Code));

    private static readonly string[] _nothing = [Rules.NoDirectory.Code, Rules.NoFile.Code, Rules.Unreadable.Code];

    /// <summary>The merged document, from which explanations take their places.</summary>
    internal MappingNode? Document { get; }
}
