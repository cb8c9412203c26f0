using Sundog.Configuration;
using Sundog.Services;

namespace Sundog.Planning;

/// <summary>Plans the services.</summary>
internal static class ServiceInstances
{
    private const string Directory = "/mnt";
    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/.sundog/bin";

    /// <summary>What each service's recipe says.</summary>
    public static Map<ServicePlan> Recipes(PlanRequest request) => ServiceCatalogue.Plans(request.Configuration.Services, service =>
        new ServiceContext(name => request.Secret(service.Name, name), Disk: request.SizeOf(service.Name).Disk)
        {
            Hostname = Names.Long(request, service.Name),
            Archive = request.Archive,
        });

    /// <summary>The instance of a service; null for one without a process.</summary>
    public static InstancePlan? Plan(PlanRequest request, Service service, ServicePlan recipe, IReadOnlyList<Cable> cables) => recipe.Commands.Start is null ? null : new InstancePlan
    {
        Name = new InstanceName(service.Name, 0),
        Kind = InstanceKind.Service,
        Type = service.Type,
        Commands = recipe.Commands,
        Directory = Directory,
        Environment = new([new("HOME", Directory), new("USER", "web"), new("LANG", "C.UTF-8"), new("PATH", SearchPath), .. recipe.Environment]),
        Mounts = recipe.Disk is null ? [] : [new MountPlan(Directory, new VolumeName(MountSource.Storage, service.Name), "") { Disk = recipe.Disk }],
        Hosts = new(Names.Of(request, new InstanceName(service.Name, 0), service.Relationships, cables)),
        Image = request.Images.Of(service.Type, recipe),
        Limits = request.SizeOf(service.Name).Cpu is { } cpu
            ? Resources.Of(recipe.ContainerProfile, cpu)
            : new Limits(Resources.DefaultCpu, recipe.Memory, Processes: 4096),
        Grace = TimeSpan.FromSeconds(60),
    };
}
