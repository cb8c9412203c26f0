using Sundog.Planning;

namespace Sundog.Deployments;

/// <summary>How an instance gives way to the next one.</summary>
public enum Strategy
{
    /// <summary>The old one has ended before the new one is started: two never run at once. What workers do unless told otherwise.</summary>
    StopStart,

    /// <summary>The new one is started beside the old one, which ends when the new one is ready. What web does unless told otherwise.</summary>
    Rolling,
}

/// <summary>Strategies as people write them.</summary>
public static class StrategyText
{
    /// <summary>The strategy of containers of which nothing is said.</summary>
    public static Strategy DefaultOf(InstanceKind kind) => kind == InstanceKind.Web ? Strategy.Rolling : Strategy.StopStart;

    /// <summary>Its name, which is the platform's.</summary>
    public static string Of(Strategy strategy) => strategy == Strategy.Rolling ? "rolling" : "stop-start";

    /// <summary>The strategy that a text names; null is <c>default</c>.</summary>
    /// <exception cref="DeploymentException">There is none of that name.</exception>
    public static Strategy? Read(string container, string text) => text switch
    {
        "rolling" => Strategy.Rolling,
        "stop-start" => Strategy.StopStart,
        "default" => null,
        _ => throw new DeploymentException($"{container}: there is no strategy {text}; there are stop-start, rolling and default"),
    };
}
