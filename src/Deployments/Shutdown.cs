using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Stops an environment: applications first, then services.</summary>
internal sealed class Shutdown(IRuntime runtime, ActivityLog log)
{
    public async Task RunAsync(EnvironmentName environment, bool volumes, CancellationToken cancellation)
    {
        var running = runtime.Running(environment);
        foreach (var group in new[] { running.Where(IsApplication), running.Where(instance => !IsApplication(instance)) })
        {
            await Task.WhenAll(group.Select(instance => StopAsync(runtime, environment, instance, log, cancellation))).ConfigureAwait(false);
        }

        await runtime.RemoveAsync(environment, volumes, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops one instance and says who had to be killed.</summary>
    public static async Task StopAsync(
        IRuntime runtime, EnvironmentName environment, InstancePlan instance, ActivityLog? log, CancellationToken cancellation)
    {
        log?.Write($"Closing {Describe(instance)}");
        var killed = await runtime.StopAsync(environment, instance.Name, instance.Grace, cancellation).ConfigureAwait(false);
        if (killed.Count > 0)
        {
            log?.Write($"  {instance.Name.Container} did not end within {instance.Grace.TotalSeconds} s of SIGTERM; killed {string.Join(", ", killed)}");
        }
    }

    /// <summary>What an instance is called in a log.</summary>
    public static string Describe(InstancePlan instance) => instance.Kind switch
    {
        InstanceKind.Service => $"service {instance.Name.Container}",
        InstanceKind.Web => $"application {instance.Name.Container}",
        _ => $"worker {instance.Name.Container}",
    };

    private static bool IsApplication(InstancePlan instance) => instance.Kind != InstanceKind.Service;
}
