namespace Sundog.Configuration.Bench;

/// <summary>A repository that holds one configuration file in memory.</summary>
internal sealed class OneFile(ReadOnlyMemory<byte> bytes) : IConfigurationFiles
{
    public IReadOnlyList<string>? List(string directory) => directory == ".upsun" ? ["config.yaml"] : null;

    public FileContent Open(string path, int limit) => path != ".upsun/config.yaml" ? new(FileOutcome.Missing)
        : bytes.Length > limit ? new(FileOutcome.TooLarge) : new(FileOutcome.Read, bytes);

    public IReadOnlyList<string> Committed(string directory) => [];
}
