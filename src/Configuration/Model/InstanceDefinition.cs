namespace Sundog.Configuration;

/// <summary>What web or one worker resolves to: each property is its own if given, else the application's, whole.
/// A property that is overridden in part is overridden in full; nothing is merged.</summary>
public sealed record InstanceDefinition
{
    /// <summary>The application.</summary>
    public required string Application { get; init; }

    /// <summary>The worker's short name; null for web.</summary>
    public string? Worker { get; init; }

    /// <summary>The container name: <c>app</c>, or <c>app--worker</c>.</summary>
    public string FullName => Worker is null ? Application : $"{Application}--{Worker}";

    /// <summary>The commands.</summary>
    public Commands Commands { get; init; } = new(null, null, null);

    /// <summary>Relationships by name.</summary>
    public Map<Relationship> Relationships { get; init; } = Map<Relationship>.Empty;

    /// <summary>Mounts by path below the application directory, without leading or trailing slash.</summary>
    public Map<Mount> Mounts { get; init; } = Map<Mount>.Empty;

    /// <summary>Variables by prefix (<c>env</c>, <c>php</c>, free ones), then by name.</summary>
    public Map<Map<Value>> Variables { get; init; } = Map<Map<Value>>.Empty;

    /// <summary>The lowest role that may enter by SSH: <c>viewer</c>, <c>contributor</c> (default) or <c>admin</c>.</summary>
    public string SshRole { get; init; } = "contributor";

    /// <summary>Rules for connections to the internet; null: everything but port 25.</summary>
    public Sequence<OutboundRule>? Outbound { get; init; }

    /// <summary>Additional lines for <c>/etc/hosts</c>: host name to address.</summary>
    public Map<string> AdditionalHosts { get; init; } = Map<string>.Empty;

    /// <summary><c>HIGH_CPU</c>, <c>BALANCED</c>, <c>HIGH_MEMORY</c>, <c>HIGHER_MEMORY</c>; null: the image's own.</summary>
    public string? ContainerProfile { get; init; }

    /// <summary>Where the instance's key (<c>web</c>, or the worker's name) stands.</summary>
    public Place Place { get; init; }
}

/// <summary>The commands of an instance, each shell text, null when absent. A worker always has <paramref name="Start"/>.</summary>
public sealed record Commands(string? PreStart, string? Start, string? PostStart);

/// <summary>A relationship: the only way by which an instance reaches a service or another application.</summary>
/// <param name="Name">Its name, from which the host name <c>NAME.internal</c> comes.</param>
/// <param name="Service">The service or application.</param>
/// <param name="Endpoint">The endpoint; null: the service's default one.</param>
/// <param name="Place">Where it stands.</param>
public sealed record Relationship(string Name, string Service, string? Endpoint, Place Place);

/// <summary>The sources of a mount.</summary>
public enum MountSource
{
    /// <summary>A volume that belongs to a container name, or to the service or application named by <c>service</c>.</summary>
    Storage,

    /// <summary>A directory of one instance that lives as long as the instance's number does.</summary>
    Instance,

    /// <summary>A directory of one instance that may be emptied at any time; 8 GB.</summary>
    Tmp,
}

/// <summary>A writable path of an instance.</summary>
/// <param name="Path">Below the application directory, without leading or trailing slash.</param>
/// <param name="Source">What backs it.</param>
/// <param name="SourcePath">The directory in the volume, without leading or trailing slash; empty for the whole volume.</param>
/// <param name="Service">Whose volume it is when it is not the container's own; null otherwise.</param>
/// <param name="Place">Where it stands.</param>
public sealed record Mount(string Path, MountSource Source, string SourcePath, string? Service, Place Place);

/// <summary>One rule of <c>firewall.outbound</c>; rules are OR-ed and what none allows is blocked.</summary>
/// <param name="Addresses">CIDR blocks; <c>0.0.0.0/0</c> unless given.</param>
/// <param name="Domains">Domain names; not together with addresses.</param>
/// <param name="Ports">Ports; empty for all but 25.</param>
public sealed record OutboundRule(Sequence<string> Addresses, Sequence<string> Domains, Sequence<int> Ports);
