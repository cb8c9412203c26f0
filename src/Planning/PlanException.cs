namespace Sundog.Planning;

/// <summary>The configuration is well formed and yet cannot be planned. The message is for the user and names the place.</summary>
public sealed class PlanException(string message) : Exception(message);
