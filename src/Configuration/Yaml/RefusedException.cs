namespace Sundog.Configuration;

/// <summary>Ends the reading of one file. It never leaves this room.</summary>
internal sealed class RefusedException(Rule rule, Place place, string message, string? hint) : Exception(message)
{
    public Rule Rule { get; } = rule;

    public Place Place { get; } = place;

    public string? Hint { get; } = hint;
}
