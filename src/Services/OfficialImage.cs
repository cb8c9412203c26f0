using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>References to the official images.</summary>
internal static class OfficialImage
{
    /// <summary>The image of the version that the service asks for.</summary>
    public static string ImageOf(this Service service, string repository) =>
        $"docker.io/library/{repository}:{(service.Type.Version.Length == 0 ? "latest" : service.Type.Version)}";
}
