using Sundog.Configuration;

namespace Sundog.Runtime.Local;

/// <summary>What a container has as <c>/</c>: an image, or the host's own <c>/usr</c>.</summary>
/// <param name="Path">The directory; nothing is ever written there.</param>
/// <param name="Mounts">What is mounted into it so that it is complete.</param>
/// <param name="Environment">The container's environment with what the image adds.</param>
internal sealed record RootFileSystem(string Path, IEnumerable<OciMount> Mounts, Map<string> Environment)
{
    /// <summary>Chooses.</summary>
    /// <param name="state">Where things lie.</param>
    /// <param name="images">The images.</param>
    /// <param name="image">The image's reference; null: the host.</param>
    /// <param name="etc">What is the container's own of <c>/etc</c>.</param>
    /// <param name="environment">The container's environment.</param>
    /// <exception cref="RuntimeException">The image was not fetched.</exception>
    public static RootFileSystem Of(StateDirectory state, ImageStore images, string? image, string etc, Map<string> environment)
    {
        if (image is null)
        {
            return new(HostRoot.Prepare(state), [.. HostRoot.Mounts(), .. EtcDirectory.Mounts(etc)], environment);
        }

        var unpacked = images.Find(image) ?? throw new RuntimeException($"the image {image} is not on this machine any more; run `sundog up`");
        return new(unpacked.Root, EtcDirectory.Mounts(etc), unpacked.Complete(environment));
    }
}
