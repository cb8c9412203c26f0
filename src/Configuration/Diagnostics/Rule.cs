namespace Sundog.Configuration;

/// <summary>A kind of fault: what all diagnostics of one code have in common.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">What is wrong, for the list of all codes.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Rule(string Code, Severity Severity, string Title, string Remedy)
{
    /// <summary>Whether it says that something is nowhere, which nobody can know when a part of the files could not be read.</summary>
    public bool NeedsAll { get; init; }
}
