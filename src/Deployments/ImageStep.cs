using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Fetches the images that a plan names.</summary>
internal static class ImageStep
{
    public static async Task RunAsync(IRuntime runtime, Plan plan, ActivityLog log, CancellationToken cancellation)
    {
        foreach (var image in ImagesOf(plan).Distinct())
        {
            await runtime.FetchAsync(image, log.Write, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The references that a plan needs.</summary>
    public static IEnumerable<string> ImagesOf(Plan plan) =>
        plan.Builds.Select(build => build.Image).Concat(plan.Instances.Select(instance => instance.Image)).OfType<string>();
}
