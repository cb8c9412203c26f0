using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>Where containers that are new get their sizes from.</summary>
public enum ResourcesInit
{
    /// <summary>From the parent environment; where it has none of that name, or there is none, the default.</summary>
    Parent,

    /// <summary>The platform's default.</summary>
    Default,

    /// <summary>The least that there is.</summary>
    Minimum,

    /// <summary>From <c>resources:set</c>: nothing is deployed before.</summary>
    Manual,
}

/// <summary>Sets the sizes of containers that are new. What runs, and what was set, keeps what it has.</summary>
public static class InitialSizes
{
    /// <summary>The sizes with those of the new containers.</summary>
    /// <param name="strategy">Where they come from.</param>
    /// <param name="sizes">What is set.</param>
    /// <param name="containers">The containers that the configuration has.</param>
    /// <param name="deployed">Those that are deployed.</param>
    /// <param name="parent">What is set in the parent environment.</param>
    /// <exception cref="PlanException">They are to be set by hand and are not.</exception>
    public static Map<ContainerSize> Of(
        ResourcesInit strategy, Map<ContainerSize> sizes, IEnumerable<string> containers, IEnumerable<string> deployed, Map<ContainerSize> parent)
    {
        var fresh = containers.Except(deployed).Where(name => !sizes.ContainsKey(name)).ToList();
        if (strategy == ResourcesInit.Manual && fresh.Count > 0)
        {
            throw new PlanException(
                $"no size is set for {string.Join(", ", fresh)}, and --resources-init=manual leaves that to you: "
                + $"`sundog resources:set --size '{string.Join(',', fresh.Select(name => name + ":0.5"))}'`, then `sundog up` again");
        }

        return new([.. sizes, .. fresh.Select(name => KeyValuePair.Create(name, strategy switch
        {
            ResourcesInit.Minimum => new ContainerSize(Resources.MinimumCpu, null, ContainerSize.MinimumDisk),
            ResourcesInit.Parent => parent.TryGetValue(name, out var size) ? size : ContainerSize.None,
            _ => ContainerSize.None,
        }))]);
    }

    /// <summary>The names of a configuration's containers.</summary>
    public static IEnumerable<string> ContainersOf(ProjectConfiguration configuration) =>
        configuration.Services.Keys.Concat(configuration.Applications.Values.SelectMany(application => application.Instances).Select(instance => instance.FullName));
}
