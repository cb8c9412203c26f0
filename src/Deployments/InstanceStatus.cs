using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>An instance that the current deployment has, and what it is doing.</summary>
/// <param name="Plan">The instance.</param>
/// <param name="State">Its state.</param>
/// <param name="Observation">What was seen of it; null when it does not run.</param>
public sealed record InstanceStatus(InstancePlan Plan, InstanceState State, Observation? Observation)
{
    /// <summary>Puts what is wanted beside what is seen.</summary>
    public static IReadOnlyList<InstanceStatus> Of(Plan plan, IReadOnlyList<Observation> observations, bool wanted) =>
        [.. plan.Instances.OrderBy(instance => instance.Kind == InstanceKind.Service).Select(instance =>
        {
            var seen = observations.FirstOrDefault(observation => observation.Name == instance.Name);
            return new InstanceStatus(instance, seen?.State ?? (wanted ? InstanceState.Failed : InstanceState.Stopped), seen);
        })];
}
