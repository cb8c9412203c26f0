namespace Sundog.Planning;

/// <summary>The platform's container sizes: memory follows from the CPU size and the profile.</summary>
public static class Resources
{
    /// <summary>The size of a container for which none is set.</summary>
    public const double DefaultCpu = 0.5;

    // MB of memory by profile, in the order of s_sizes.
    private static readonly Dictionary<string, int[]> s_memory = new()
    {
        ["HIGH_CPU"] = [64, 128, 224, 384, 704, 1216, 1728, 2240],
        ["BALANCED"] = [352, 640, 1088, 1920, 2800, 4800, 6080, 7296],
        ["HIGH_MEMORY"] = [448, 832, 1408, 2432, 4032, 6720, 9024, 11200],
        ["HIGHER_MEMORY"] = [864, 1472, 2368, 3840, 6336, 10496, 14080, 17408],
    };

    private static readonly double[] s_sizes = [0.1, 0.25, 0.5, 1, 2, 4, 6, 8];

    /// <summary>The sizes that exist, in cores.</summary>
    public static IReadOnlyList<double> Sizes => s_sizes;

    /// <summary>Memory in MB of a size in a profile.</summary>
    /// <exception cref="ArgumentException">There is no such size or profile.</exception>
    public static int Memory(double cpu, string profile) =>
        s_memory.TryGetValue(profile, out var row) && Array.IndexOf(s_sizes, cpu) is >= 0 and var index
            ? row[index]
            : throw new ArgumentException($"there is no size {cpu} in the profile {profile}");

    /// <summary>The smallest size.</summary>
    public const double MinimumCpu = 0.1;

    /// <summary>What an instance of a size may use.</summary>
    /// <param name="profile">The container profile.</param>
    /// <param name="cpu">The size; null: the default one.</param>
    /// <exception cref="PlanException">There is no such size or profile.</exception>
    public static Limits Of(string profile, double? cpu)
    {
        try
        {
            return new(cpu ?? DefaultCpu, Memory(cpu ?? DefaultCpu, profile), Processes: 4096);
        }
        catch (ArgumentException exception)
        {
            throw new PlanException($"{exception.Message}; there are {string.Join(", ", Sizes)} in HIGH_CPU, BALANCED, HIGH_MEMORY and HIGHER_MEMORY");
        }
    }
}
