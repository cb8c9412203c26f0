using System.Globalization;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Runs the steps of a build, each in a container of its own: the sources are writable, services and mounts are not there.</summary>
internal sealed class BuildContainer(StateDirectory state, Cgroups cgroups, ImageStore images, OciRuntime oci, WayOut wayOut)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_lastLines = TimeSpan.FromSeconds(2);

    // The step's exit code is left in a file: a container that was created and started separately is nobody's child here.
    private const string Wrapper = "/bin/sh -c \"$1\"; code=$?; echo $code > /run/exit-code; exit $code";

    public async Task<int> RunAsync(BuildLaunch launch, Action<string> output, CancellationToken cancellation)
    {
        for (var i = 0; i < launch.Plan.Steps.Count; i++)
        {
            var step = launch.Plan.Steps[i];
            output(step.Title);
            var code = await RunAsync(launch, step, line => output("  " + line), cancellation).ConfigureAwait(false);
            if (code != 0)
            {
                return code;
            }
        }

        return 0;
    }

    /// <summary>What the names of an environment's build containers begin with.</summary>
    public static string PrefixOf(EnvironmentName environment) => $"{environment}-build-";

    // Where a build's container is laid out.
    private string BundleOf(string id) => Path.Combine(Bundles, id);

    private async Task<int> RunAsync(BuildLaunch launch, BuildStep step, Action<string> output, CancellationToken cancellation)
    {
        var name = $"build-{launch.Plan.Application}";
        var id = $"{launch.Environment}-{name}";
        var bundle = BundleOf(id);
        await ClearAsync(id).ConfigureAwait(false);
        try
        {
            Task closed;
            Directory.CreateDirectory(bundle);
            var temporary = await InstanceDisks.TemporaryAsync(state, bundle, id, cancellation).ConfigureAwait(false);
            using (Write(launch, step, name, bundle, id, temporary))
            {
                closed = await oci.CreateAsync(id, bundle, output, cancellation).ConfigureAwait(false);
            }

            // The container sees it by a mount of its own.
            InstanceDisks.Hide(bundle);

            var pid = cgroups.HostPid(launch.Environment, name, 1) ?? throw new RuntimeException("the build's container ended before it began");
            await wayOut.OpenAsync(cancellation).ConfigureAwait(false);
            await Network.PrepareAsync(pid, hasInternet: true, outbound: null).ConfigureAwait(false);
            await oci.StartAsync(id, cancellation).ConfigureAwait(false);
            while (!closed.IsCompleted && Directory.Exists($"/proc/{pid}"))
            {
                await Task.WhenAny(closed, Task.Delay(s_look, cancellation)).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }

            // All is said when the build's first process is gone, even where another program still holds the pipe.
            await Task.WhenAny(closed, Task.Delay(s_lastLines, cancellation)).ConfigureAwait(false);
            var code = Path.Combine(bundle, "run", "exit-code");
            return File.Exists(code) && int.TryParse(await File.ReadAllTextAsync(code, cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture, out var number)
                ? number
                : 137;
        }
        finally
        {
            await ClearAsync(id).ConfigureAwait(false);
        }
    }

    /// <summary>Whether anything is left of a build, or one is under way.</summary>
    public bool AnyLeft => Directory.Exists(Bundles) && Directory.EnumerateDirectories(Bundles).Any();

    private string Bundles => Path.Combine(state.Transient, "builds");

    /// <summary>Ends builds and removes what is left of them.</summary>
    /// <param name="prefix">What the names of their containers begin with; empty: all.</param>
    public async Task ClearAllAsync(string prefix)
    {
        foreach (var bundle in Directory.Exists(Bundles) ? Directory.GetDirectories(Bundles, prefix + "*") : [])
        {
            await ClearAsync(Path.GetFileName(bundle)).ConfigureAwait(false);
        }
    }

    private async Task ClearAsync(string id)
    {
        var bundle = BundleOf(id);
        await oci.DeleteAsync(id).ConfigureAwait(false);
        RootPlace.Clear(state.Scope, id);
        InstanceDisks.Hide(bundle);
        Trees.Delete(bundle);
        InstanceDisks.RemoveTemporary(state, id);
    }

    private RootPlace Write(BuildLaunch launch, BuildStep step, string name, string bundle, string id, string temporary)
    {
        var etc = Path.Combine(bundle, "etc");
        var instance = new InstanceName(name, 0);
        EtcDirectory.Write(etc, launch.User, "/app", instance, []);
        var root = RootFileSystem.Of(state, images, launch.Plan.Image, etc, launch.Plan.Environment);
        var place = RootPlace.Open(root.Path, state.Scope, id);
        var oci = new OciBundle
        {
            Root = place.Path,
            Arguments = ["/bin/sh", "-c", Wrapper, "sh", step.Command],
            Environment = root.Environment,
            Directory = "/app",
            User = launch.User,
            Mounts =
            [
                .. root.Mounts,
                OciMount.Writable(OwnedFiles.MakeDirectory(Path.Combine(temporary, "tmp"), launch.User), "/tmp"),
                OciMount.Writable(OwnedFiles.MakeDirectory(Path.Combine(bundle, "run"), launch.User), "/run"),
                OciMount.Writable(launch.Directory, "/app"),
                OciMount.Writable(OwnedFiles.MakeDirectory(launch.CacheDirectory, launch.User), launch.Plan.Environment["PLATFORM_CACHE_DIR"]),
            ],
            CgroupPath = cgroups.PathOf(launch.Environment, name),
            HostName = EtcDirectory.HostName(instance),
            Limits = new Limits(1, 2048, 4096),
        };
        OwnedFiles.Write(Path.Combine(bundle, "config.json"), oci.ToJson(), user: 0);
        return place;
    }
}
