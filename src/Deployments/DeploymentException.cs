namespace Sundog.Deployments;

/// <summary>It cannot be done. The message is for the user.</summary>
public sealed class DeploymentException(string message) : Exception(message);
