namespace Sundog.Services;

/// <summary>What a container profile means for a service of the default size, half a CPU.</summary>
public static class ContainerProfiles
{
    /// <summary>Memory in MB.</summary>
    public static int Memory(string profile) => profile switch
    {
        "HIGH_CPU" => 224,
        "BALANCED" => 1088,
        "HIGHER_MEMORY" => 2368,
        _ => 1408,
    };
}
