using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>What <c>resources:set</c> makes of an environment's sizes.</summary>
internal static class SizeChange
{
    private const long Megabyte = 1_000_000;

    /// <summary>The sizes after it.</summary>
    /// <exception cref="PlanException">A name or value is none, or a disk would become smaller.</exception>
    public static Map<ContainerSize> Of(
        Map<ContainerSize> before, Plan plan, IRuntime runtime, IEnumerable<string> sizes, IEnumerable<string> counts, IEnumerable<string> disks)
    {
        var after = ContainerSize.Change(before, Containers(plan), sizes, counts, disks);
        foreach (var volume in VolumesOf(plan))
        {
            var asked = after.GetValueOrDefault(volume.Owner)?.Disk;
            if (asked != before.GetValueOrDefault(volume.Owner)?.Disk
                && runtime.Disk(plan.Environment, volume, []).Size is { } size
                && (asked ?? ContainerSize.DefaultDisk) < size / Megabyte)
            {
                throw new PlanException(
                    $"{volume.Owner}: its disk has {size / Megabyte} MB and is not made smaller, so that nothing on it is lost; `sundog down --volumes` deletes it");
            }
        }

        return after;
    }

    /// <summary>The volumes of a plan.</summary>
    public static IEnumerable<VolumeName> VolumesOf(Plan plan) =>
        plan.Instances.SelectMany(instance => instance.Mounts).Select(mount => mount.Volume).Where(volume => volume.Source == MountSource.Storage).Distinct();

    /// <summary>Whether each container is a service: of those, and of volumes that belong to no instance, there is one.</summary>
    public static Dictionary<string, bool> Containers(Plan plan)
    {
        var containers = plan.Instances.DistinctBy(instance => instance.Name.Container)
            .ToDictionary(instance => instance.Name.Container, instance => instance.Kind == InstanceKind.Service);
        foreach (var volume in VolumesOf(plan))
        {
            containers.TryAdd(volume.Owner, true);
        }

        return containers;
    }
}
