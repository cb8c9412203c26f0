using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>Where requests come in. The router stands behind it, which knows nothing of deployments.</summary>
public interface IRouting
{
    /// <summary>What <c>PLATFORM_ROUTES</c> tells.</summary>
    /// <exception cref="DeploymentException">The routes or locations could not be served.</exception>
    Value Describe(ProjectConfiguration configuration, int port);

    /// <summary>Listens, if it did not, and leads requests to the plan's web instances from now on.</summary>
    Task OpenAsync(ProjectEnvironment environment, ProjectConfiguration configuration, Plan plan);

    /// <summary>Waits until the instances that requests are not led to any more have answered what they had begun, or a bound has passed. WebSockets
    /// are not waited for: they may stay open for ever.</summary>
    Task DrainAsync(EnvironmentName environment);

    /// <summary>Keeps requests waiting, until they are led on. Returns when those that had begun have ended, or after a bound.</summary>
    Task HoldAsync(EnvironmentName environment);

    /// <summary>Leads on the requests that wait.</summary>
    void Release(EnvironmentName environment);

    /// <summary>Listens no more.</summary>
    Task CloseAsync(EnvironmentName environment);
}
