using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>Who is stopped when, and who runs beside whom: decided before anything is touched. Pure.</summary>
/// <param name="CutOff">What an earlier roll-out that was cut off left beside the instances that count: goes before anything else.</param>
/// <param name="StopFirst">Goes before services are started.</param>
/// <param name="Beside">Instances that are started beside those they take over from.</param>
/// <param name="StopLater">Goes when those that are started beside others are ready.</param>
/// <param name="Leave">Web instances that nobody takes over from: they go when nothing is led to them any more.</param>
/// <param name="Holds">Whether requests must wait from the beginning: for a while nobody would answer them.</param>
internal sealed record RolloutSteps(
    Sequence<InstancePlan> CutOff,
    Sequence<InstancePlan> StopFirst,
    Sequence<InstancePlan> Beside,
    Sequence<InstancePlan> StopLater,
    Sequence<InstancePlan> Leave,
    bool Holds)
{
    /// <summary>Decides.</summary>
    /// <param name="stopping">What runs and is not wanted as it is.</param>
    /// <param name="starting">What is wanted and does not run as it is wanted.</param>
    /// <param name="plan">All that is wanted.</param>
    /// <param name="strategyOf">How each gives way to the next one.</param>
    public static RolloutSteps Of(
        IReadOnlyList<InstancePlan> stopping, IReadOnlyList<InstancePlan> starting, Plan plan, Func<InstancePlan, Strategy> strategyOf)
    {
        var cutOff = stopping.Where(instance => instance.Name.Place is not null).ToSequence();
        var going = stopping.Except(cutOff).ToList();

        // While a service is replaced nobody who uses it can be ready: then everything stops and starts.
        var isServiceReplaced = going.Any(instance => instance.Kind == InstanceKind.Service);
        if (isServiceReplaced)
        {
            return new(cutOff, going.ToSequence(), [], [], [], Holds: true);
        }

        var beside = starting.Where(instance => instance.Kind != InstanceKind.Service && strategyOf(instance) == Strategy.Rolling
            && going.Any(old => old.Name == instance.Name && IsWhole(old) && HaveSameDisks(old, instance))).ToSequence();
        var leave = going.Where(old => old.Kind == InstanceKind.Web && plan.Instances.All(instance => instance.Name != old.Name)).ToSequence();
        var later = going.Except(leave).Where(old => beside.All(instance => instance.Name != old.Name)).ToSequence();
        return new(cutOff, [], beside, later, leave, later.Any(instance => instance.Kind == InstanceKind.Web));
    }

    // A disk grows while nobody uses it.
    private static bool HaveSameDisks(InstancePlan old, InstancePlan now) =>
        now.Mounts.All(mount => old.Mounts.All(other => other.Volume != mount.Volume || other.Disk == mount.Disk));

    // One whose start was cut off belongs to no application yet: there is nothing to take over.
    private static bool IsWhole(InstancePlan instance) => instance.Application is not null;
}
