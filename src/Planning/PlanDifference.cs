using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>What must be done so that one plan runs instead of another. Nothing else is touched.</summary>
/// <param name="Stop">Instances that go or are replaced.</param>
/// <param name="Start">Instances that are new or replace another, in the order of the wanted plan.</param>
/// <param name="Keep">Instances that are the same in both.</param>
/// <param name="Reasons">Why each instance of <paramref name="Start"/> is started, by the instance's name.</param>
public sealed record PlanDifference(
    Sequence<InstancePlan> Stop, Sequence<InstancePlan> Start, Sequence<InstancePlan> Keep, Map<string> Reasons)
{
    /// <summary>Instances of <see cref="Keep"/> that get other limits while they run.</summary>
    public Sequence<InstancePlan> Resize { get; init; } = Sequence<InstancePlan>.Empty;

    /// <summary>What differs in each instance that is restarted or resized, by its name.</summary>
    public Map<Sequence<string>> Changes { get; init; } = Map<Sequence<string>>.Empty;

    /// <summary>Whether nothing must be done.</summary>
    public bool IsEmpty => Stop.Count == 0 && Start.Count == 0 && Resize.Count == 0;

    /// <summary>The difference between what runs and what is wanted.</summary>
    /// <param name="running">The plans of the instances that run.</param>
    /// <param name="wanted">The wanted plan.</param>
    public static PlanDifference Between(IEnumerable<InstancePlan> running, Plan wanted)
    {
        var before = running.ToDictionary(instance => instance.Name);
        var after = wanted.Instances.ToDictionary(instance => instance.Name);
        var start = wanted.Instances.Where(instance => !before.TryGetValue(instance.Name, out var old) || !Same(old, instance)).ToSequence();
        return new PlanDifference(
            before.Values.Where(instance => !after.TryGetValue(instance.Name, out var now) || !Same(instance, now)).ToSequence(),
            start,
            wanted.Instances.Except(start).ToSequence(),
            start.ToMap(instance => instance.Name.ToString(), instance => before.TryGetValue(instance.Name, out var old) ? Reason(old, instance) : "new"))
        {
            Changes = wanted.Instances.Where(instance => before.TryGetValue(instance.Name, out var old) && old != instance)
                .ToMap(instance => instance.Name.ToString(), instance => InstanceChanges.Between(before[instance.Name], instance)),
            Resize = wanted.Instances.Where(instance => before.TryGetValue(instance.Name, out var old) && old != instance && Same(old, instance)).ToSequence(),
        };
    }

    // Limits change while an instance runs, and the file that tells of them. What else is in that file is in the environment too.
    private static bool Same(InstancePlan one, InstancePlan other) =>
        one with { Limits = other.Limits, RunConfiguration = other.RunConfiguration } == other;

    private static MountPlan Unsized(MountPlan mount) => mount with { Disk = null };

    private static string Reason(InstancePlan old, InstancePlan now)
    {
        if (old.Build != now.Build)
        {
            return "its code changed";
        }

        if (old.Commands != now.Commands)
        {
            return "its commands changed";
        }

        if (!old.Mounts.Equals(now.Mounts))
        {
            return old.Mounts.Select(Unsized).SequenceEqual(now.Mounts.Select(Unsized)) ? "its disk changed" : "its mounts changed";
        }

        if (!old.Hosts.Equals(now.Hosts))
        {
            return "its relationships changed";
        }

        // What is new first, then what is gone or different.
        if (now.Environment.Keys.FirstOrDefault(name => !old.Environment.ContainsKey(name)) is { } added)
        {
            return $"its variable {added} is new";
        }

        if (old.Environment.FirstOrDefault(variable => !now.Environment.TryGetValue(variable.Key, out var value) || value != variable.Value).Key is { } name)
        {
            return $"its variable {name} changed";
        }

        if (!old.Files.Equals(now.Files))
        {
            return old.Limits == now.Limits ? "its settings of PHP changed" : "its size changed, and with it how many requests PHP serves at once";
        }

        return old.Limits != now.Limits ? "its size changed" : "its configuration changed";
    }
}
