using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>What a recipe is told beside the service itself.</summary>
/// <param name="Secret">The service's secret of that name: letters and digits, made once, the same at every deployment.</param>
/// <param name="Memory">Memory of the container in MB; null: what its profile gives, see <see cref="ContainerProfiles"/>.</param>
/// <param name="Disk">Size of the volume in MB; null: the file's <c>disk</c>, else 512.</param>
public sealed record ServiceContext(Func<string, string> Secret, int? Memory = null, int? Disk = null)
{
    internal int MemoryOf(string profile) => Memory ?? ContainerProfiles.Memory(profile);

    internal int DiskOf(Service service, int minimum) => Math.Max(minimum, Disk ?? service.DiskHint ?? 512);
}
