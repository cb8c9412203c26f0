using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>How an environment's containers give way to the next ones, where it is set, in the database.</summary>
public static class Strategies
{
    /// <summary>What is set, by container name.</summary>
    public static Map<Strategy> StrategiesOf(this Session session, ProjectEnvironment environment) => new(session.List(
        row => KeyValuePair.Create(row.GetString(0), row.GetInt32(1) != 0 ? Strategy.Rolling : Strategy.StopStart),
        "SELECT container, rolling FROM strategy WHERE environment = $1 ORDER BY container", environment.Number));

    /// <summary>Sets strategies as lists of <c>NAME:STRATEGY</c> say.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="containers">The containers that there are, and whether each is a service.</param>
    /// <param name="strategies">The lists.</param>
    /// <exception cref="DeploymentException">A strategy is none.</exception>
    /// <exception cref="PlanException">A name is none.</exception>
    public static void SetStrategies(
        this Session session, ProjectEnvironment environment, IReadOnlyDictionary<string, bool> containers, IEnumerable<string> strategies)
    {
        foreach (var (name, text) in ContainerSize.Entries(strategies, containers.Keys))
        {
            var strategy = StrategyText.Read(name, text);
            if (containers[name])
            {
                throw new DeploymentException($"{name} is a service: two copies of it never run at once");
            }

            session.Run("DELETE FROM strategy WHERE environment = $1 AND container = $2", environment.Number, name);
            if (strategy is { } chosen)
            {
                session.Run("INSERT INTO strategy VALUES ($1, $2, $3)", environment.Number, name, chosen == Strategy.Rolling ? 1 : 0);
            }
        }
    }
}
