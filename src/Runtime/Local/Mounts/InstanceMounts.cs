using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>What the mounts of instances hold, seen from within those that run and otherwise from without.</summary>
internal sealed class InstanceMounts(StateDirectory state, RunningInstances running)
{
    /// <summary>What the mounts of an instance hold.</summary>
    public IReadOnlyList<MountUsage> Of(EnvironmentName environment, InstancePlan plan) =>
        MountUsage.Of(
            plan,
            target => running.RootOf(environment, plan.Name) + target,
            mount => state.Volume(environment, mount.Volume) + "/" + mount.Directory,
            mount => InstanceDisks.SizeOf(state, environment, mount.Volume));

    /// <summary>What a volume may hold and has left.</summary>
    public DiskUsage Disk(EnvironmentName environment, VolumeName volume, IEnumerable<InstancePlan> users)
    {
        var outside = state.Volume(environment, volume);
        var inside = users.SelectMany(user => user.Mounts.Where(mount => mount.Volume == volume).Select(mount => running.RootOf(environment, user.Name) + mount.Target));
        return new DiskUsage(InstanceDisks.SizeOf(state, environment, volume), MountUsage.FreeAt(inside.Append(outside)));
    }

    /// <summary>Empties the temporary mounts of an instance.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="plan">The instance.</param>
    /// <param name="enter">The program and arguments that run others in the instance, as its user.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task EmptyTemporaryAsync(
        EnvironmentName environment, InstancePlan plan, Func<IEnumerable<string>, IReadOnlyList<string>> enter, CancellationToken cancellation)
    {
        foreach (var mount in plan.Mounts.Where(mount => mount.Volume.Source == MountSource.Tmp))
        {
            if (running.InitPid(environment, plan.Name) is null)
            {
                File.Delete(InstanceDisks.FileOf(state, environment, mount.Volume));
                Trees.Delete(state.Volume(environment, mount.Volume));
                continue;
            }

            // In the instance and as its user: nothing that it put there can lead out.
            var command = enter(["/bin/sh", "-c", "find \"$1\" -mindepth 1 -delete", "sh", mount.Target]);
            await Tool.RunAsync(command[0], command.Skip(1), cancellation: cancellation).ConfigureAwait(false);
        }
    }
}
