using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Opens what an instance may write to, for the time in which its container is made: its <c>/tmp</c> and its mounts. Each is on a
/// disk of its size, where the machine can make such; otherwise, and where a volume was made before there were disks, it is a directory.</summary>
internal sealed class InstanceDisks : IDisposable
{
    private const string Places = "mounts";
    private const string Disk = "disk-";

    private readonly StateDirectory _state;
    private readonly Launch _launch;
    private readonly string _bundle;
    private readonly HashSet<string> _attached = [];

    private InstanceDisks(StateDirectory state, Launch launch, string bundle) => (_state, _launch, _bundle) = (state, launch, bundle);

    /// <summary>The mounts, for the container's bundle. Each leads to a place in the bundle at which the host has mounted what was opened: whatever
    /// is renamed in a volume meanwhile, it stays what was looked at.</summary>
    public List<OciMount> Mounts { get; } = [];

    /// <summary>The container's root file system, which goes from sight with the rest.</summary>
    public RootPlace? Root { get; set; }

    /// <summary>Opens them.</summary>
    public static async Task<InstanceDisks> OpenAsync(StateDirectory state, Launch launch, string bundle, CancellationToken cancellation)
    {
        var disks = new InstanceDisks(state, launch, bundle);
        try
        {
            await disks.OpenAsync(cancellation).ConfigureAwait(false);
            return disks;
        }
        catch
        {
            disks.Dispose();
            throw;
        }
    }

    /// <summary>Takes from the host's sight what a start that was cut off left there.</summary>
    public static void Hide(string bundle)
    {
        var places = Path.Combine(bundle, Places);
        foreach (var place in Directory.Exists(places) ? Directory.GetDirectories(places) : [])
        {
            SizedDisk.Hide(place);
        }

        foreach (var disk in Directory.Exists(bundle) ? Directory.GetDirectories(bundle, Disk + "*") : [])
        {
            SizedDisk.Hide(disk);
        }
    }

    /// <summary>A disk of the size of temporary space, for something that is no instance; where there are no disks, a directory.</summary>
    /// <param name="state">Where things lie.</param>
    /// <param name="bundle">The bundle, whose disks <see cref="Hide"/> takes from sight.</param>
    /// <param name="name">A name that nobody else uses at the time.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<string> TemporaryAsync(StateDirectory state, string bundle, string name, CancellationToken cancellation)
    {
        var directory = DirectoryOf(bundle, MountSource.Tmp);
        var file = Path.Combine(state.Scratch, name);
        RemoveTemporary(state, name);
        if (!SizedDisk.IsAvailable)
        {
            Directory.CreateDirectory(file);
            return file;
        }

        await SizedDisk.AttachAsync(file, directory, state.DiskTemplate("tmp"), journal: false, cancellation).ConfigureAwait(false);

        // Nobody needs its name any more: it goes with its last mount.
        File.Delete(file);
        return directory;
    }

    /// <summary>Removes what is left of it.</summary>
    public static void RemoveTemporary(StateDirectory state, string name)
    {
        var file = Path.Combine(state.Scratch, name);
        Trees.Delete(file);
        if (File.Exists(file))
        {
            File.Delete(file);
        }
    }

    /// <summary>The bytes that a volume cannot grow beyond; null when it is a directory.</summary>
    public static long? SizeOf(StateDirectory state, EnvironmentName environment, VolumeName volume) =>
        volume.Source == MountSource.Storage ? VolumeDisk.SizeOf(state.Volume(environment, volume))
        : File.Exists(FileOf(state, environment, volume)) ? SizedDisk.Bytes
        : null;

    /// <summary>The disk or directory of a source that each instance has of its own.</summary>
    public static string FileOf(StateDirectory state, EnvironmentName environment, VolumeName volume) =>
        state.Volume(environment, volume) + (SizedDisk.IsAvailable ? ".ext4" : "");

    /// <inheritdoc/>
    public void Dispose()
    {
        Hide(_bundle);
        Root?.Dispose();
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        var plan = _launch.Plan;
        var temporary = await RootOfAsync(MountSource.Tmp, cancellation).ConfigureAwait(false);
        var own = plan.Mounts.Any(mount => mount.Volume.Source == MountSource.Instance)
            ? await RootOfAsync(MountSource.Instance, cancellation).ConfigureAwait(false)
            : null;

        // /tmp is empty at each start; temporary mounts beside it on the same disk are not. One that is replaced still has its own.
        var tmp = Path.Combine(temporary, plan.Name.Place is null or 0 ? "tmp" : $"tmp{plan.Name.Place}");
        Trees.Delete(tmp);
        Mounts.Add(OciMount.Writable(OwnedFiles.MakeDirectory(tmp, _launch.User), "/tmp"));
        foreach (var mount in plan.Mounts.OrderBy(mount => mount.Target, StringComparer.Ordinal))
        {
            var volume = mount.Volume.Source switch
            {
                MountSource.Tmp => Path.Combine(temporary, "mounts"),
                MountSource.Instance => Path.Combine(own!, "mounts"),
                _ => await VolumeAsync(mount, cancellation).ConfigureAwait(false),
            };
            using var handle = Volumes.Open(volume, mount, _launch.User);
            Mounts.Add(OciMount.Writable(Pin(handle, Mounts.Count), mount.Target));
        }
    }

    // Mounts of one volume share what is mounted for the first of them.
    private async Task<string> VolumeAsync(MountPlan mount, CancellationToken cancellation)
    {
        var volume = _state.Volume(_launch.Environment, mount.Volume);
        if (!VolumeDisk.Holds(volume))
        {
            return volume;
        }

        var directory = DirectoryOf(_bundle, mount.Volume.Source) + "-" + mount.Volume.Owner;
        if (_attached.Add(directory))
        {
            await VolumeDisk.AttachAsync(volume, directory, mount.Disk ?? ContainerSize.DefaultDisk, cancellation).ConfigureAwait(false);
        }

        return Path.Combine(directory, "data");
    }

    private string Pin(SafeFileHandle handle, int number)
    {
        const nuint Bind = 4096;
        var place = Path.Combine(_bundle, Places, number.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(place);
        return Native.Mount($"/proc/self/fd/{handle.DangerousGetHandle()}", place, "", Bind, "") == 0
            ? place
            : throw new RuntimeException($"a volume cannot be mounted: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private async Task<string> RootOfAsync(MountSource source, CancellationToken cancellation)
    {
        // What no mount keeps goes with the instance.
        var kept = _launch.Plan.Mounts.FirstOrDefault(mount => mount.Volume.Source == source)?.Volume;
        var directory = DirectoryOf(_bundle, source);
        if (!SizedDisk.IsAvailable)
        {
            var plain = kept is null ? directory : _state.Volume(_launch.Environment, kept);
            Directory.CreateDirectory(plain);
            return plain;
        }

        var file = kept is null ? directory + ".ext4" : FileOf(_state, _launch.Environment, kept);
        var journal = source == MountSource.Instance;
        await SizedDisk.AttachAsync(file, directory, _state.DiskTemplate(journal ? "instance" : "tmp"), journal, cancellation).ConfigureAwait(false);
        return directory;
    }

    private static string DirectoryOf(string bundle, MountSource source) => Path.Combine(bundle, Disk + source.ToString().ToLowerInvariant());
}
