using System.Net.Sockets;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Runs instances as containers of this machine.</summary>
public sealed class LocalRuntime : IRuntime, IDisposable
{
    // sundog-init keeps the grace itself; this is how much later it is believed to have failed at that.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly StateDirectory _state;
    private readonly Places _places;

    private readonly Cgroups _cgroups;
    private readonly ImageStore _images;
    private readonly OciRuntime _oci;
    private readonly InstanceBundle _bundles;
    private readonly BuildContainer _builds;
    private readonly WayOut _wayOut;
    private readonly Wiring _wiring;
    private readonly RunningInstances _running;
    private readonly InstanceStart _starts;
    private readonly InstanceMounts _mounts;
    private readonly ExitWatcher _exits = new();
    private readonly OutboundDomains _domains = new();
    private readonly MarkedProcesses _marked;

    // Before the first change: a daemon that was killed may have left a program at work on the same container.
    private readonly Lazy<Task> _settled;

    /// <summary>Uses the directories of <paramref name="state"/> and the supervisor in <paramref name="guest"/>, the folder that every
    /// container sees at <c>/.sundog</c>.</summary>
    /// <param name="state">The directories.</param>
    /// <param name="guest">The folder.</param>
    /// <param name="program">The OCI runtime that makes new containers; null: crun, or runc where there is no crun.</param>
    public LocalRuntime(StateDirectory state, string guest, string? program = null)
    {
        _state = state;
        _places = new Places(state);
        _cgroups = new Cgroups(state.Scope);
        _images = new ImageStore(state);
        _oci = new OciRuntime(state, program);
        _marked = new MarkedProcesses(_cgroups, _oci);
        _bundles = new InstanceBundle(state, _cgroups, _images, guest);
        _wayOut = new WayOut(state);
        _builds = new BuildContainer(state, _cgroups, _images, _oci, _wayOut);
        _running = new RunningInstances(_places, _cgroups, _bundles);
        _wiring = new Wiring(_bundles, _places, _running.InitPid);
        _starts = new InstanceStart(_oci, _bundles, _wayOut, _wiring, _running, _exits);
        _mounts = new InstanceMounts(state, _running);
        _settled = new Lazy<Task>(() => _oci.SettleAsync(_exits));
    }

    /// <inheritdoc/>
    public async Task StartAsync(Launch launch, CancellationToken cancellation)
    {
        var (environment, plan) = (launch.Environment, launch.Plan);
        var name = _places.Of(environment, plan.Name);
        await _settled.Value.ConfigureAwait(false);
        if (InitPid(environment, name) is null || _bundles.PlanOf(environment, name) != plan with { Name = name.Anywhere })
        {
            await _starts.MakeAsync(launch with { Plan = plan with { Name = name } }, cancellation).ConfigureAwait(false);
        }

        if (InitPid(environment, name) is { } pid)
        {
            await _domains.WatchAsync(pid, plan.Outbound, _exits.WaitAsync(pid), cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<InstanceName> StartBesideAsync(Launch launch, CancellationToken cancellation)
    {
        var name = _places.Other(launch.Environment, launch.Plan.Name);
        await StartAsync(launch with { Plan = launch.Plan with { Name = name } }, cancellation).ConfigureAwait(false);
        return name;
    }

    /// <inheritdoc/>
    public InstanceName TakeOver(EnvironmentName environment, InstanceName successor)
    {
        var before = _places.Of(environment, successor.Anywhere);
        _places.Move(environment, successor);
        return before;
    }

    /// <inheritdoc/>
    public InstanceName Current(EnvironmentName environment, InstanceName instance) => _places.Of(environment, instance.Anywhere);

    /// <inheritdoc/>
    public Task ArrangeAsync(Plan plan, CancellationToken cancellation) => _wiring.ArrangeAsync(plan, cancellation);

    /// <inheritdoc/>
    public async Task ResizeAsync(EnvironmentName environment, InstancePlan plan, CancellationToken cancellation)
    {
        plan = plan with { Name = _places.Of(environment, plan.Name) };
        var file = OwnedFiles.Write(Path.Combine(_state.Instance(environment, plan.Name), "resources.json"), ContainerLimits.Update(plan.Limits).ToJsonString(), user: 0);
        await _oci.UpdateAsync(Id(environment, plan.Name), file, cancellation).ConfigureAwait(false);
        _bundles.Update(environment, plan);
        _bundles.Commit(environment, plan);
    }

    /// <inheritdoc/>
    public Task FetchAsync(string image, Action<string> output, CancellationToken cancellation) => _images.FetchAsync(image, output, cancellation);

    /// <inheritdoc/>
    public ImageSettings ImagesOf(bool all) => ImageSettings.Read(_state.ImagesFile, all);

    /// <inheritdoc/>
    public IReadOnlyList<string> PruneImages(IEnumerable<string> kept) => _images.Prune(kept);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> StopAsync(EnvironmentName environment, InstanceName instance, TimeSpan grace, CancellationToken cancellation)
    {
        instance = _places.Of(environment, instance);
        await _settled.Value.ConfigureAwait(false);
        if (InitPid(environment, instance) is { } pid)
        {
            // The handle is opened before the pid is looked at again, so that the signal can hit nobody else.
            var ended = _exits.WaitAsync(pid);
            var handle = Native.OpenProcess(pid);
            if (handle >= 0)
            {
                await SupervisorStart.WaitAsync(pid, _bundles.SuperviseOf(environment, instance), isStarted: false, ended).ConfigureAwait(false);
                if (InitPid(environment, instance) == pid)
                {
                    _ = Native.SignalProcess(handle, Native.SigTerm);
                }

                await Task.WhenAny(ended, Task.Delay(grace + s_patience, cancellation)).ConfigureAwait(false);
                _ = Native.SignalProcess(handle, Native.SigKill);
                _ = Native.Close(handle);
            }

            await ended.WaitAsync(s_patience, cancellation).ConfigureAwait(false);
        }

        var killed = _running.Read(environment, instance, 0).Killed;
        await _oci.DeleteAsync(Id(environment, instance)).ConfigureAwait(false);
        _bundles.Delete(environment, instance);
        return killed;
    }

    /// <inheritdoc/>
    public Task WaitReadyAsync(EnvironmentName environment, InstanceName instance, TimeSpan bound, CancellationToken cancellation)
    {
        instance = _places.Of(environment, instance);
        var pid = InitPid(environment, instance) ?? throw new RuntimeException($"{instance} has ended before it was ready; see its log");
        return ReadyWatch.WaitAsync(
            instance, _bundles.SuperviseOf(environment, instance),
            () => _running.Read(environment, instance, pid) is { Ready: true } or { State: InstanceState.Stopped }, _exits.WaitAsync(pid), bound, cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<InstancePlan> Running(EnvironmentName environment) => _running.Plans(environment);

    /// <inheritdoc/>
    public IReadOnlyList<Observation> Observe(EnvironmentName environment) => _running.Observe(environment);

    /// <inheritdoc/>
    public Observation? Observe(EnvironmentName environment, InstanceName instance) => _running.Observe(environment, instance);

    /// <inheritdoc/>
    public async Task<int> ExecuteAsync(
        EnvironmentName environment, InstanceName instance, string text, string mark, Action<string> output, CancellationToken cancellation)
    {
        var command = Enter(environment, instance, terminal: false, MarkedProcesses.Arguments(text, mark));
        var (hasBegun, last) = (false, "");
        var code = await Tool.StreamAsync(command[0], command.Skip(1), Line, cancellation).ConfigureAwait(false);
        return code == 0 || hasBegun ? code : throw new RuntimeException($"{instance} could not be entered: {(last.Length > 0 ? last : $"exit code {code}")}");

        void Line(string line)
        {
            if (!hasBegun && line == mark)
            {
                hasBegun = true;
                return;
            }

            last = line;
            output(line);
        }
    }

    /// <inheritdoc/>
    public Task EndAsync(EnvironmentName environment, InstanceName instance, string mark, TimeSpan grace, CancellationToken cancellation) =>
        _marked.EndAsync(environment, _places.Of(environment, instance), mark, grace, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<string> EnterCommand(EnvironmentName environment, InstanceName instance, string? command, bool terminal) =>
        Enter(environment, instance, terminal, Entrance.Arguments(command));

    /// <inheritdoc/>
    public Task<int> BuildAsync(BuildLaunch launch, Action<string> output, CancellationToken cancellation) =>
        _builds.RunAsync(launch, output, cancellation);

    /// <inheritdoc/>
    public void Own(string directory, int user) => Trees.Own(directory, user);

    /// <inheritdoc/>
    public void Flush(string directory) => Trees.Flush(directory);

    /// <inheritdoc/>
    public async Task RemoveAsync(EnvironmentName environment, bool volumes, CancellationToken cancellation)
    {
        await _settled.Value.ConfigureAwait(false);
        foreach (var id in _oci.IdsBelow($"{_cgroups.PathOf(environment, "")}", $"{environment}-").ToList())
        {
            await _oci.DeleteAsync(id).ConfigureAwait(false);
            RootPlace.Clear(_state.Scope, id);
        }

        await _builds.ClearAllAsync(BuildContainer.PrefixOf(environment)).ConfigureAwait(false);
        await _cgroups.RemoveAsync(environment).ConfigureAwait(false);
        var instances = Path.Combine(_state.Environment(environment), "instances");
        foreach (var bundle in Directory.Exists(instances) ? Directory.GetDirectories(instances) : [])
        {
            InstanceDisks.Hide(bundle);
            RootPlace.Clear(_state.Scope, $"{environment}-{Path.GetFileName(bundle)}");
        }

        Trees.Delete(instances);
        _places.Forget(environment);
        VolumeDisk.RemoveUnfinished(Path.Combine(_state.Environment(environment), "volumes"));
        if (volumes)
        {
            Trees.Delete(_state.Environment(environment));
        }

        if (!_cgroups.AnyLeft)
        {
            await _wayOut.CloseAsync().ConfigureAwait(false);
            RootPlace.RemoveEmpty();
        }
    }

    /// <inheritdoc/>
    public async Task EndBuildsAsync()
    {
        if (_builds.AnyLeft)
        {
            await _settled.Value.ConfigureAwait(false);
            await _builds.ClearAllAsync("").ConfigureAwait(false);
        }

        foreach (var unfinished in Directory.GetFiles(_state.Root, "disk-*.ext4.*"))
        {
            File.Delete(unfinished);
        }
    }

    /// <inheritdoc/>
    public string LogFile(EnvironmentName environment, InstanceName instance, string name) =>
        Path.Combine(_state.Logs(environment, instance), name + ".log");

    /// <inheritdoc/>
    public Stream? OpenLog(EnvironmentName environment, InstanceName instance, string name, int rotation) =>
        UntrustedFile.Read(LogFile(environment, instance, name) + (rotation == 0 ? "" : $".{rotation}"));

    /// <inheritdoc/>
    public Stream? AppendLog(EnvironmentName environment, InstanceName instance, string name) => UntrustedFile.Append(LogFile(environment, instance, name));

    /// <inheritdoc/>
    public ValueTask<Stream> ConnectAsync(EnvironmentName environment, InstanceName instance, int? port, CancellationToken cancellation)
    {
        var pid = InitPid(environment, instance) ?? throw new IOException($"{instance} does not run");
        return port is { } number
            ? NetworkNamespace.ConnectAsync(pid, number, cancellation)
            : NetworkNamespace.ConnectAsync(pid, PlatformVariables.Socket, cancellation);
    }

    /// <inheritdoc/>
    public Socket Listen(EnvironmentName environment, InstanceName instance, int port) =>
        NetworkNamespace.Listen(InitPid(environment, instance) ?? throw new IOException($"{instance} does not run"), port);

    /// <inheritdoc/>
    public IReadOnlyList<MountUsage> Mounts(EnvironmentName environment, InstancePlan plan) => _mounts.Of(environment, plan);

    /// <inheritdoc/>
    public DiskUsage Disk(EnvironmentName environment, VolumeName volume, IEnumerable<InstancePlan> users) => _mounts.Disk(environment, volume, users);

    /// <inheritdoc/>
    public Task EmptyTemporaryAsync(EnvironmentName environment, InstancePlan plan, CancellationToken cancellation) =>
        _mounts.EmptyTemporaryAsync(environment, plan, arguments => Enter(environment, plan.Name, terminal: false, arguments), cancellation);

    /// <inheritdoc/>
    public string? RootOf(EnvironmentName environment, InstanceName instance) => _running.RootOf(environment, instance);

    /// <inheritdoc/>
    public Task WaitEndAsync(EnvironmentName environment, InstanceName instance) =>
        InitPid(environment, instance) is { } pid ? _exits.WaitAsync(pid) : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _domains.Dispose();
        _exits.Dispose();
        _images.Dispose();
        _wayOut.Dispose();
        _starts.Dispose();
    }

    private IReadOnlyList<string> Enter(EnvironmentName environment, InstanceName instance, bool terminal, IEnumerable<string> arguments)
    {
        instance = _places.Of(environment, instance);
        var (user, directory) = _bundles.ProcessOf(environment, instance);
        return _oci.Exec(Id(environment, instance), user, directory, terminal, arguments);
    }

    private string Id(EnvironmentName environment, InstanceName instance) => InstanceBundle.IdOf(environment, _places.Of(environment, instance));

    private int? InitPid(EnvironmentName environment, InstanceName instance) => _running.InitPid(environment, instance);
}
