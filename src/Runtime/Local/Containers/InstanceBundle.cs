using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Lays out all the files from which an instance is started.</summary>
internal sealed class InstanceBundle(StateDirectory state, Cgroups cgroups, ImageStore images, string guest)
{
    /// <summary>Writes the bundle; what an earlier start left is replaced.</summary>
    /// <returns>The bundle's directory, and what must stay open until the container is made.</returns>
    public async Task<(string Bundle, InstanceDisks Disks)> WriteAsync(Launch launch, CancellationToken cancellation)
    {
        var plan = launch.Plan;
        var bundle = state.Instance(launch.Environment, plan.Name);
        var isRemade = PlanOf(launch.Environment, plan.Name) is not null;
        var isStopped = KeepStopped(launch.Environment, plan);
        Clear(launch.Environment, plan.Name);
        Directory.CreateDirectory(bundle);
        var etc = Path.Combine(bundle, "etc");
        EtcDirectory.Write(etc, launch.User, plan.Directory, plan.Name, plan.Hosts);
        var root = RootFileSystem.Of(state, images, plan.Image, etc, plan.Environment);
        var disks = await InstanceDisks.OpenAsync(state, launch, bundle, cancellation).ConfigureAwait(false);
        disks.Root = RootPlace.Open(root.Path, state.Scope, IdOf(launch.Environment, plan.Name));
        var oci = new OciBundle
        {
            Root = disks.Root.Path,
            Arguments = ["/.sundog/bin/sundog-init", "--unit", "/.sundog-unit"],
            Environment = root.Environment,
            Directory = plan.Directory,
            User = launch.User,
            Mounts = [.. root.Mounts, .. OwnMounts(launch, bundle, root.Environment, new(isRemade, isStopped)), .. disks.Mounts],
            CgroupPath = cgroups.PathOf(launch.Environment, Places.Label(plan.Name)),
            HostName = EtcDirectory.HostName(plan.Name),
            Limits = plan.Limits,
        };
        OwnedFiles.Write(Path.Combine(bundle, "config.json"), oci.ToJson(), user: 0);
        return (bundle, disks);
    }

    /// <summary>The id of an instance's container.</summary>
    public static string IdOf(EnvironmentName environment, InstanceName name) => $"{environment}-{Places.Label(name)}";

    /// <summary>Keeps what the instance was started from; the last step of a start.</summary>
    public void Commit(EnvironmentName environment, InstancePlan plan)
    {
        var file = PlanFile(environment, plan.Name);
        OwnedFiles.Write(file + ".new", PlanJson.Write(plan), user: 0);
        File.Move(file + ".new", file, overwrite: true);
        File.Delete(StoppedFile(environment, plan.Name));
    }

    /// <summary>What the instance was started from; null when its start was cut off.</summary>
    public InstancePlan? PlanOf(EnvironmentName environment, InstanceName name) =>
        File.Exists(PlanFile(environment, name)) ? PlanJson.ReadInstance(File.ReadAllText(PlanFile(environment, name))) : null;

    /// <summary>Deletes all that is known of the instance.</summary>
    public void Delete(EnvironmentName environment, InstanceName name)
    {
        Clear(environment, name);
        File.Delete(StoppedFile(environment, name));
    }

    /// <summary>Deletes the bundle. That a person had stopped the command is remembered until the instance has been made anew.</summary>
    public void Clear(EnvironmentName environment, InstanceName name)
    {
        RootPlace.Clear(state.Scope, IdOf(environment, name));
        InstanceDisks.Hide(state.Instance(environment, name));
        Trees.Delete(state.Instance(environment, name));
    }

    /// <summary>The instance's <c>/run/peers.json</c>, as this machine sees it.</summary>
    public string PeersFile(EnvironmentName environment, InstanceName name) => Path.Combine(state.Instance(environment, name), "peers.json");

    /// <summary>Where the supervisor of an instance, at its place, tells of itself.</summary>
    public string SuperviseOf(EnvironmentName environment, InstanceName name) => Path.Combine(state.Instance(environment, name), "supervise");

    /// <summary>Where an instance's logs lie.</summary>
    public string LogsOf(EnvironmentName environment, InstanceName name) => state.Logs(environment, name);

    /// <summary>The uid of an instance's processes, and where they start.</summary>
    /// <exception cref="RuntimeException">It does not run.</exception>
    public (int User, string Directory) ProcessOf(EnvironmentName environment, InstanceName name)
    {
        try
        {
            return OciBundle.Read(File.ReadAllText(Path.Combine(state.Instance(environment, name), "config.json")));
        }
        catch (IOException exception)
        {
            throw new RuntimeException($"{name} does not run", exception);
        }
    }

    /// <summary>Tells an instance that runs of another size.</summary>
    public void Update(EnvironmentName environment, InstancePlan plan)
    {
        if (plan.RunConfiguration is { } text)
        {
            Peers.Update(Path.Combine(state.Instance(environment, plan.Name), "run-config.json"), text);
        }
    }

    /// <summary>The plan of an instance whose start was cut off: equal to none that is wanted.</summary>
    public static InstancePlan Unfinished(InstanceName name) => new()
    {
        Name = name,
        Kind = InstanceKind.Worker,
        Type = new("", ""),
        Commands = new(null, null, null),
        Directory = "/",
        Environment = Map<string>.Empty,
        Limits = new(0, 0, 0),
    };

    private IEnumerable<OciMount> OwnMounts(Launch launch, string bundle, Map<string> environment, Circumstances circumstances)
    {
        var (plan, user) = (launch.Plan, launch.User);
        var unit = Path.Combine(bundle, "unit");
        UnitDirectory.Write(unit, plan with { Environment = environment }, circumstances, user);
        yield return OciMount.ReadOnly(guest, "/.sundog");
        yield return OciMount.ReadOnly(unit, "/.sundog-unit");
        // On the host's disk, without bounds: only PID 1 writes there, through what it is handed. A fifo opens for writing all the same.
        yield return OciMount.ReadOnly(OwnedFiles.MakeDirectory(state.Logs(launch.Environment, plan.Name), user), "/var/log");
        yield return OciMount.Memory(user, megabytes: 64, "/run");
        // The folder is the user's, who may put a finish or a check there as with any other runit service.
        yield return OciMount.Memory(user, megabytes: 1, "/run/service/app");
        yield return OciMount.ReadOnly(OwnedFiles.MakeDirectory(SuperviseOf(launch.Environment, plan.Name), user), "/run/service/app/supervise");
        var files = Directory.CreateDirectory(Path.Combine(bundle, "files")).FullName;
        foreach (var (path, content) in plan.Files)
        {
            yield return OciMount.ReadOnly(OwnedFiles.Write(Path.Combine(files, path[1..].Replace('/', '-')), content, user), path);
        }

        if (plan.RunConfiguration is { } text)
        {
            yield return OciMount.ReadOnly(OwnedFiles.Write(Path.Combine(bundle, "run-config.json"), text, user), "/run/config.json");
            yield return OciMount.ReadOnly(
                OwnedFiles.Write(PeersFile(launch.Environment, plan.Name), Peers.Text(plan.Name.Anywhere, launch.Cables.Select(cable => new LaidCable(cable, 0))), user), "/run/peers.json");
        }

        if (launch.BuildDirectory is { } build)
        {
            yield return OciMount.ReadOnly(build, "/app");
        }
    }

    // An instance that is made anew as it was, after a reboot or the end of its PID 1, is not started where a person had stopped its command. One
    // that was stopped by a deployment leaves nothing to remember.
    private bool KeepStopped(EnvironmentName environment, InstancePlan plan)
    {
        var (started, stopped) = (PlanFile(environment, plan.Name), StoppedFile(environment, plan.Name));
        if (File.Exists(started) && SuperviseDirectory.WasStopped(SuperviseOf(environment, plan.Name)))
        {
            File.Move(started, stopped, overwrite: true);
        }

        return File.Exists(stopped) && PlanJson.ReadInstance(File.ReadAllText(stopped)) == plan with { Name = plan.Name.Anywhere };
    }

    private string StoppedFile(EnvironmentName environment, InstanceName name) => state.Instance(environment, name) + ".stopped";

    private string PlanFile(EnvironmentName environment, InstanceName name) => Path.Combine(state.Instance(environment, name), "plan.json");
}
