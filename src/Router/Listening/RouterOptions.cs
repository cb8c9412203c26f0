namespace Sundog.Routing;

/// <summary>Settings of a router.</summary>
public sealed record RouterOptions
{
    /// <summary>How long a request waits at most while <see cref="Router.Hold"/> is in force; 60 s unless given.</summary>
    public TimeSpan HoldPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Makes the sockets, where somebody else keeps them over the router's end; null: the router makes its own.</summary>
    public Func<System.Net.IPEndPoint, System.Net.Sockets.Socket>? Bind { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
