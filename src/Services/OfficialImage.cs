using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>References to the official images.</summary>
internal static class OfficialImage
{
    /// <summary>The image of the version that the service asks for.</summary>
    /// <param name="service">The service.</param>
    /// <param name="repository">The image's name: on Docker Hub, or, when it begins with a host, there.</param>
    public static string ImageOf(this Service service, string repository) => Reference(repository, service.Type.Version is { Length: > 0 } version ? version : "latest");

    /// <summary>The image whose tags are whole versions, of which the type's is the beginning: <c>4.1</c> is <c>4.1.0</c>.</summary>
    public static string WholeVersionImageOf(this Service service, string repository, int parts = 3) => Reference(
        repository,
        service.Type.Version is { Length: > 0 } version ? string.Join('.', version.Split('.').Concat(Enumerable.Repeat("0", parts)).Take(parts)) : "latest");

    // An image of one name is one of Docker's own.
    private static string Reference(string repository, string tag) => repository.Split('/') switch
    {
        [_] => $"docker.io/library/{repository}:{tag}",
        [var host, ..] when host.Contains('.', StringComparison.Ordinal) => $"{repository}:{tag}",
        _ => $"docker.io/{repository}:{tag}",
    };
}
