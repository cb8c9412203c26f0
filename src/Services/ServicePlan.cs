using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>What the runtime needs to run a service in a container.</summary>
/// <remarks>The container's commands run as one unprivileged user with <c>HOME=/mnt</c>; the volume is mounted at <c>/mnt</c>,
/// <c>/tmp</c> and <c>/run</c> are its own and empty at each start, all else is read-only. The service is ready, and provisioned,
/// once <c>PostStart</c> has ended with status 0.</remarks>
public sealed record ServicePlan
{
    /// <summary>Shell text for <c>/bin/sh</c>, all null for a service without a process. No secret is in it.
    /// <c>PreStart</c> must end before <c>Start</c> is run; each may be run any number of times. <c>Start</c> ends cleanly on SIGTERM.</summary>
    public required Commands Commands { get; init; }

    /// <summary>The environment of the three commands. It may hold secrets, and line breaks.</summary>
    public Map<string> Environment { get; init; } = Map<string>.Empty;

    /// <summary>Endpoints by name; empty for a service that no relationship reaches (network storage).</summary>
    public required Map<Endpoint> Endpoints { get; init; }

    /// <summary>The endpoint of a relationship that names none; null where there is more than one and none is the natural one.</summary>
    public string? DefaultEndpoint { get; init; }

    /// <summary>The TCP ports it listens on for its clients.</summary>
    public Sequence<int> Ports { get; init; } = Sequence<int>.Empty;

    /// <summary>Size of its volume in MB; null: it keeps nothing.</summary>
    public int? Disk { get; init; }

    /// <summary>The smallest volume it accepts, in MB; 0 without a volume.</summary>
    public int MinimumDisk { get; init; }

    /// <summary>Memory of the container in MB.</summary>
    public required int Memory { get; init; }

    /// <summary><c>HIGH_CPU</c>, <c>BALANCED</c>, <c>HIGH_MEMORY</c> or <c>HIGHER_MEMORY</c>.</summary>
    public required string ContainerProfile { get; init; }

    /// <summary>The ways to run it from the host's own <c>/usr</c>, the best first: the first whose programs are there is taken,
    /// and where none is, the first whose packages can be installed. Empty: it needs no program (or has only an image).</summary>
    public Sequence<HostInstallation> Host { get; init; } = Sequence<HostInstallation>.Empty;

    /// <summary>The OCI image that has the programs, for example <c>docker.io/library/mariadb:11.4</c>; null: it needs no program.</summary>
    public string? Image { get; init; }

    /// <summary>The endpoint that a relationship means.</summary>
    /// <param name="name">As the relationship writes it; null: the default one.</param>
    /// <returns>Null when the service has no such endpoint.</returns>
    public Endpoint? EndpointOf(string? name) => (name ?? DefaultEndpoint) is { } found && Endpoints.TryGetValue(found, out var endpoint) ? endpoint : null;
}
