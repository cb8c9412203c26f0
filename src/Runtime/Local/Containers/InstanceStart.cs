namespace Sundog.Runtime.Local;

/// <summary>Makes an instance's container, lays its network and lets it run: all of it or nothing.</summary>
internal sealed class InstanceStart(
    OciRuntime oci, InstanceBundle bundles, WayOut wayOut, Wiring wiring, RunningInstances running, ExitWatcher exits) : IDisposable
{
    // Many starts at once only hinder each other, and whom they connect to.
    private readonly SemaphoreSlim _starts = new(4);

    /// <summary>Makes it; what is left of an earlier one is removed.</summary>
    /// <exception cref="RuntimeException">It could not be made; nothing is left of it.</exception>
    public async Task MakeAsync(Launch launch, CancellationToken cancellation)
    {
        var (environment, plan) = (launch.Environment, launch.Plan);
        var id = InstanceBundle.IdOf(environment, plan.Name);
        await _starts.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Cgroups.Expect();
            await oci.DeleteAsync(id).ConfigureAwait(false);
            var (bundle, disks) = await bundles.WriteAsync(launch, cancellation).ConfigureAwait(false);
            using (disks)
            using (var log = HandedDirectory.Open(bundles.LogsOf(environment, plan.Name)))
            using (var supervise = HandedDirectory.Open(bundles.SuperviseOf(environment, plan.Name)))
            {
                await oci.CreateAsync(id, bundle, (log, supervise), cancellation).ConfigureAwait(false);
            }

            var pid = running.InitPid(environment, plan.Name) ?? throw new RuntimeException($"the container of {plan.Name} ended before it began");
            if (plan.HasInternet)
            {
                await wayOut.OpenAsync(cancellation).ConfigureAwait(false);
            }

            await Network.PrepareAsync(pid, plan.HasInternet, plan.Outbound).ConfigureAwait(false);
            await wiring.LayAsync(launch, cancellation).ConfigureAwait(false);
            await oci.StartAsync(id, cancellation).ConfigureAwait(false);
            await SupervisorStart.WaitAsync(pid, bundles.SuperviseOf(environment, plan.Name), isStarted: true, exits.WaitAsync(pid)).ConfigureAwait(false);
            bundles.Commit(environment, plan);
        }
        catch
        {
            await oci.DeleteAsync(id).ConfigureAwait(false);
            bundles.Clear(environment, plan.Name);
            throw;
        }
        finally
        {
            _starts.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _starts.Dispose();
}
