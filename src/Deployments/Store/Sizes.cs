using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>The sizes of an environment's containers, and whether it runs from images, in the database.</summary>
public static class Sizes
{
    /// <summary>What is set, by container name.</summary>
    public static Map<ContainerSize> SizesOf(this Session session, ProjectEnvironment environment) => new(session.List(
        row => KeyValuePair.Create(row.GetString(0), new ContainerSize(
            row.IsDBNull(1) ? null : row.GetDouble(1),
            row.IsDBNull(2) ? null : row.GetInt32(2),
            row.IsDBNull(3) ? null : row.GetInt32(3))),
        "SELECT container, cpu, count, disk FROM size WHERE environment = $1 ORDER BY container", environment.Number));

    /// <summary>Keeps sizes, in the place of the earlier ones.</summary>
    public static void KeepSizes(this Session session, ProjectEnvironment environment, Map<ContainerSize> sizes)
    {
        session.Run("DELETE FROM size WHERE environment = $1", environment.Number);
        foreach (var (container, size) in sizes)
        {
            session.Run("INSERT INTO size VALUES ($1, $2, $3, $4, $5)", environment.Number, container, size.Cpu, size.Count, size.Disk);
        }
    }

    /// <summary>Sets the sizes of containers that are new.</summary>
    /// <exception cref="PlanException">They are to be set by hand and are not.</exception>
    public static void InitialiseSizes(this Session session, ProjectEnvironment environment, ProjectConfiguration configuration, ResourcesInit strategy)
    {
        var deployed = session.CurrentDeployment(environment)?.Plan.Instances.Select(instance => instance.Name.Container) ?? [];
        var parent = session.ParentOf(environment) is { } other ? session.SizesOf(other) : Map<ContainerSize>.Empty;
        session.KeepSizes(
            environment, InitialSizes.Of(strategy, session.SizesOf(environment), InitialSizes.ContainersOf(configuration), deployed, parent));
    }

    /// <summary>Whether every type of the environment runs from its image.</summary>
    public static bool UsesImages(this Session session, ProjectEnvironment environment) =>
        session.List(row => row.GetInt32(0), "SELECT 1 FROM uses_images WHERE environment = $1", environment.Number).Count > 0;

    /// <summary>Says whether it does.</summary>
    public static void UseImages(this Session session, ProjectEnvironment environment, bool uses) => session.Run(
        uses ? "INSERT OR IGNORE INTO uses_images VALUES ($1)" : "DELETE FROM uses_images WHERE environment = $1", environment.Number);
}
