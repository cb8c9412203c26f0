using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Network storage: a volume that mounts of any application and worker name as their <c>service</c>, and no process.</summary>
internal sealed class NetworkStorage : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["network-storage"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        return new()
        {
            Commands = new(null, null, null),
            Endpoints = Map<Endpoint>.Empty,
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = context.MemoryOf(profile),
            ContainerProfile = profile,
        };
    }

    private const int MinimumDisk = 256;
}
