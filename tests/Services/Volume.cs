namespace Sundog.Services.Tests;

/// <summary>A directory that is the volume of a service for the time of a test.</summary>
internal sealed class Volume : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sundog-volume-");

    public static implicit operator string(Volume volume) => volume._directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
