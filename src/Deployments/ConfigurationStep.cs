using Sundog.Configuration;

namespace Sundog.Deployments;

/// <summary>Reads a configuration for a deployment, its faults going to the log.</summary>
internal static class ConfigurationStep
{
    /// <summary>The configuration of a working directory.</summary>
    /// <exception cref="DeploymentException">It has errors.</exception>
    public static ProjectConfiguration Read(IConfigurationFiles files, bool lenient, ActivityLog log)
    {
        var result = ConfigurationReader.Read(files, new ReadOptions(lenient));
        foreach (var diagnostic in result.Diagnostics.Where(diagnostic => diagnostic.IsError))
        {
            log.Write(diagnostic.ToString());
        }

        return result.Configuration is { } configuration && !result.Diagnostics.Any(diagnostic => diagnostic.IsError)
            ? configuration
            : throw new DeploymentException("the configuration has errors; nothing was deployed. `sundog validate` shows them with their lines");
    }

    /// <summary>The configuration of a deployment, as it was.</summary>
    /// <exception cref="DeploymentException">This version cannot read it any more.</exception>
    public static ProjectConfiguration Of(DeploymentRecord deployment) =>
        ConfigurationReader.Read(new SnapshotFiles(deployment.Files), new ReadOptions(Lenient: true)).Configuration
        ?? throw new DeploymentException("the configuration of the deployment cannot be read by this version; run `sundog up`");
}
