namespace Sundog.Configuration;

/// <summary>How bad a fault is.</summary>
public enum Severity
{
    /// <summary>The file is understood; what stands there probably does not do what its author expects.</summary>
    Warning,

    /// <summary>The project cannot be deployed as it is written.</summary>
    Error,
}

/// <summary>One fault of the user's files.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">The stable code, for example <c>SUN0123</c>; <c>docs/diagnostics.md</c> has a line for each.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Hint">What to write instead; null when the message says it all.</param>
public sealed record Diagnostic(Place Place, Severity Severity, string Code, string Message, string? Hint)
{
    /// <summary>Whether it is an error.</summary>
    public bool IsError => Severity == Severity.Error;
}
