namespace Sundog.Configuration;

/// <summary>Where a resolved value comes from.</summary>
public enum Origin
{
    /// <summary>It is written in the instance itself (<c>web</c>, or the worker), or in the service.</summary>
    Own,

    /// <summary>It is written in the application, and the instance does not override its property.</summary>
    Inherited,

    /// <summary>It is written nowhere.</summary>
    Default,
}

/// <summary>One resolved value and where it comes from.</summary>
/// <param name="Path">The keys that lead to it: <c>mounts</c>, <c>uploads</c>, <c>source</c>.</param>
/// <param name="Value">The value; a list or an empty mapping counts as one value.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Place">The line; null for a default.</param>
public sealed record Explanation(Sequence<string> Path, Value Value, Origin Origin, Place? Place);
