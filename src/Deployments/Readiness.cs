using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Whether an instance does its work: its <c>post_start</c> has ended, and web's command listens.</summary>
internal sealed class Readiness(IRuntime runtime, TimeProvider time, EnvironmentName environment, ProjectConfiguration configuration, ActivityLog? log)
{
    private static readonly TimeSpan s_postStartBound = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_listenBound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_workerBound = TimeSpan.FromSeconds(15);

    // Nobody waits but the deployment: the old one still answers.
    private static readonly TimeSpan s_successorBound = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a worker has started. One that does not is not what a deployment fails for: it is tried again for ever; the log says so.</summary>
    public async Task WaitForWorkerAsync(InstancePlan worker, CancellationToken cancellation)
    {
        try
        {
            await runtime.WaitReadyAsync(environment, worker.Name, s_workerBound, cancellation).ConfigureAwait(false);
        }
        catch (RuntimeException exception)
        {
            log?.Write($"Warning: {exception.Message}");
        }
    }

    /// <summary>Waits until web is ready. Web that does not listen in time is ready all the same, as on the platform; the log says so.</summary>
    /// <exception cref="RuntimeException">It ended, or its <c>post_start</c> did not.</exception>
    public async Task WaitAsync(InstancePlan web, CancellationToken cancellation)
    {
        await runtime.WaitReadyAsync(environment, web.Name, s_postStartBound, cancellation).ConfigureAwait(false);
        if (IsAsked(web) && !await ListensAsync(web, web.Name, s_listenBound, cancellation).ConfigureAwait(false))
        {
            log?.Write($"Warning: {web.Name.Container} does not listen on {Address(web)} after {s_listenBound.TotalSeconds} s; requests get 502 until it does");
        }
    }

    /// <summary>Waits until an instance is ready that was started beside the one from which it takes over. Where the old one listens, the new one must.</summary>
    /// <exception cref="RuntimeException">It is not ready.</exception>
    public async Task WaitAsync(InstancePlan instance, InstanceName successor, CancellationToken cancellation)
    {
        await runtime.WaitReadyAsync(environment, successor, s_postStartBound, cancellation).ConfigureAwait(false);
        if (IsAsked(instance) && await ConnectsAsync(instance, instance.Name, cancellation).ConfigureAwait(false)
            && !await ListensAsync(instance, successor, s_successorBound, cancellation).ConfigureAwait(false))
        {
            var tail = string.Concat((runtime.Observe(environment, successor)?.Tail ?? []).Select(line => "\n  " + line));
            throw new RuntimeException($"the new {instance.Name.Container} does not listen on {Address(instance)}, the old one goes on{tail}");
        }
    }

    // A web instance that only serves files has a command that listens on nothing.
    private bool IsAsked(InstancePlan instance)
    {
        if (instance.Kind != InstanceKind.Web || instance.Commands.Start is null)
        {
            return false;
        }

        var locations = ServerOf(instance).Locations;
        return locations.Count == 0
            || locations.Values.Any(location => location.Passthru.IsOn || location.Rules.Any(rule => rule.Passthru is { IsOn: true }));
    }

    // Nothing tells that a port is listened on, so it is tried.
    private async Task<bool> ListensAsync(InstancePlan web, InstanceName name, TimeSpan bound, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < bound)
        {
            if (await ConnectsAsync(web, name, cancellation).ConfigureAwait(false))
            {
                return true;
            }

            if (runtime.Observe(environment, name) is null or { State: InstanceState.CrashLooping or InstanceState.Stopped })
            {
                return false;
            }

            await Task.Delay(s_pause, time, cancellation).ConfigureAwait(false);
        }

        return false;
    }

    private async Task<bool> ConnectsAsync(InstancePlan web, InstanceName name, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await runtime.ConnectAsync(environment, name, IsSocket(web) ? null : PlatformVariables.Port, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private string Address(InstancePlan web) => IsSocket(web) ? "its SOCKET" : "its PORT";

    private bool IsSocket(InstancePlan web) => ServerOf(web).SocketFamily == "unix";

    private WebServer ServerOf(InstancePlan web) => configuration.Applications[web.Application!].WebServer;
}
