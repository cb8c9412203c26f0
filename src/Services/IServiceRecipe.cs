using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>What Sundog knows of one service type. A recipe is pure: the same service and context give an equal plan.</summary>
public interface IServiceRecipe
{
    /// <summary>The type names it answers to, for example <c>mariadb</c> and <c>mysql</c>.</summary>
    Sequence<string> Types { get; }

    /// <summary>What it takes to run the service.</summary>
    /// <exception cref="ServiceException">The service's <c>configuration</c> asks for something that cannot be.</exception>
    ServicePlan Plan(Service service, ServiceContext context);
}
