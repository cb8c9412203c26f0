namespace Sundog.Building;

/// <summary>A build could not be made. The message is for the user.</summary>
public sealed class BuildException(string message) : Exception(message);
