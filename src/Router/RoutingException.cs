namespace Sundog.Routing;

/// <summary>Something that a person must know or change; the message is one plain sentence.</summary>
public sealed class RoutingException(string message, Exception? inner = null) : Exception(message, inner);
