namespace Sundog.Configuration;

/// <summary>How strictly files are read.</summary>
/// <param name="Lenient">Understand what the documentation once showed or can only mean one thing, with a warning instead of an error:
/// a relationship straight under a worker, and one name in two files (the later file wins).</param>
public sealed record ReadOptions(bool Lenient = false)
{
    /// <summary>As the platform reads.</summary>
    public static ReadOptions Default { get; } = new();
}
