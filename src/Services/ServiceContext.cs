using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>What a recipe is told beside the service itself.</summary>
/// <param name="Secret">The service's secret of that name: letters and digits, made once, the same at every deployment.</param>
/// <param name="Memory">Memory of the container in MB; null: what its profile gives, see <see cref="ContainerProfiles"/>.</param>
/// <param name="Disk">Size of the volume in MB; null: the file's <c>disk</c>, else 512.</param>
public sealed record ServiceContext(Func<string, string> Secret, int? Memory = null, int? Disk = null)
{
    /// <summary>The name by which all its clients find the service, whatever their relationship is called; null: only by the relationship's.</summary>
    public string? Hostname { get; init; }

    /// <summary>By the names of its relationships: the services to which they lead.</summary>
    public Map<RelatedService> Related { get; init; } = Map<RelatedService>.Empty;

    /// <summary>What a directory of the repository holds, as a <c>tar.gz</c> in base 64; the same content gives the same text.</summary>
    public Func<string, string> Archive { get; init; } = _ => "";

    internal int MemoryOf(string profile) => Memory ?? ContainerProfiles.Memory(profile);

    internal int DiskOf(Service service, int minimum) => Math.Max(minimum, Disk ?? service.DiskHint ?? 512);
}

/// <summary>A service to which another has a relationship.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Plan">Its plan.</param>
public sealed record RelatedService(ImageType Type, ServicePlan Plan);
