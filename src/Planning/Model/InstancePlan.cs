using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>What an instance is.</summary>
public enum InstanceKind
{
    /// <summary>A service of the project.</summary>
    Service,

    /// <summary>The web instance of an application: has routes, hooks and crons.</summary>
    Web,

    /// <summary>A worker: nothing connects to it.</summary>
    Worker,
}

/// <summary>Everything that one instance is started from. Two equal plans need no restart between them.</summary>
public sealed record InstancePlan
{
    /// <summary>The instance.</summary>
    public required InstanceName Name { get; init; }

    /// <summary>What it is.</summary>
    public required InstanceKind Kind { get; init; }

    /// <summary>The application it belongs to; null for a service.</summary>
    public string? Application { get; init; }

    /// <summary>The type, which the root file system follows from.</summary>
    public required ImageType Type { get; init; }

    /// <summary>The OCI image that is its root file system; null: the host's own <c>/usr</c> is.</summary>
    public string? Image { get; init; }

    /// <summary>The id of the build that is mounted read-only at the application directory; null for a service.</summary>
    public string? Build { get; init; }

    /// <summary>The commands, complete: what the supervisor hands to <c>/bin/sh</c>.</summary>
    public required Commands Commands { get; init; }

    /// <summary>Where they run.</summary>
    public required string Directory { get; init; }

    /// <summary>The whole environment of every process in the instance. Holds secrets.</summary>
    public required Map<string> Environment { get; init; }

    /// <summary>The writable paths.</summary>
    public Sequence<MountPlan> Mounts { get; init; } = Sequence<MountPlan>.Empty;

    /// <summary>Lines for the hosts file: name to address.</summary>
    public Map<string> Hosts { get; init; } = Map<string>.Empty;

    /// <summary>Files below <c>/run</c> that the instance can read and not change, by their paths. May hold secrets.</summary>
    // The reader of JSON gives null for what the text of an earlier version lacks.
    public Map<string> Files { get; init => field = value ?? Map<string>.Empty; } = Map<string>.Empty;

    /// <summary>The text of <c>/run/config.json</c>; null for a service. Holds secrets.</summary>
    public string? RunConfiguration { get; init; }

    /// <summary>Whether the instance may open connections to the internet, and to which parts of it; null: everything but port 25.</summary>
    public Sequence<OutboundRule>? Outbound { get; init; }

    /// <summary>Whether it has a way out at all; services have none.</summary>
    public bool HasInternet { get; init; }

    /// <summary>What it may use.</summary>
    public required Limits Limits { get; init; }

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>What an instance may use.</summary>
/// <param name="Cpu">A share, 1 being one core.</param>
/// <param name="Memory">MB of 2^20 bytes.</param>
/// <param name="Processes">Processes and threads.</param>
public sealed record Limits(double Cpu, int Memory, int Processes);

/// <summary>A writable path.</summary>
/// <param name="Target">Absolute, in the instance.</param>
/// <param name="Volume">The volume it shows.</param>
/// <param name="Directory">The directory in the volume; empty for all of it.</param>
public sealed record MountPlan(string Target, VolumeName Volume, string Directory)
{
    /// <summary>The size of a storage volume in MB; null for the other sources, whose size is the platform's.</summary>
    public int? Disk { get; init; }
}

/// <summary>A volume: a directory that outlives the instances that use it.</summary>
/// <param name="Source">Its kind, which says how long it lives.</param>
/// <param name="Owner">The container name it belongs to, or an instance's name for the kinds that each instance has of its own.</param>
public sealed record VolumeName(MountSource Source, string Owner);

/// <summary>A relationship, drawn as a network: one link between two instances, over which connections are opened one way.</summary>
/// <param name="Number">Its number in the environment, stable over deployments; the addresses follow from it.</param>
/// <param name="Client">Who connects.</param>
/// <param name="Relationship">By which relationship.</param>
/// <param name="Server">To whom.</param>
public sealed record Cable(int Number, InstanceName Client, string Relationship, InstanceName Server)
{
    // 240.0.0.0/4 is in no network that a host can be part of, so no cable ever hides a host's own network.
    private const uint Base = 240u << 24;
    private const uint OtherPlace = 4u << 24;

    /// <summary>In the place of a relationship's name: the cables by which the copies of web reach each other. No relationship can be called so.</summary>
    public const string Peers = "*";

    /// <summary>Whether it is between two copies of one instance.</summary>
    public bool IsBetweenPeers => Relationship == Peers;

    /// <summary>The server's address, which its client is told.</summary>
    public string ServerAddress => ServerAddressAt(0);

    /// <summary>The client's address.</summary>
    public string ClientAddress => ClientAddressAt(0);

    /// <summary>The link's name in both network namespaces.</summary>
    public string Link => $"cable{Number}";

    /// <summary>The server's address when it is at one of its places: while it is replaced, there are two of it.</summary>
    public string ServerAddressAt(int place) => Dotted(Base + ((uint)place * OtherPlace) + (2 * (uint)Number));

    /// <summary>The client's address when it is at one of its places.</summary>
    public string ClientAddressAt(int place) => Dotted(Base + ((uint)place * OtherPlace) + (2 * (uint)Number) + 1);

    private static string Dotted(uint address) => $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";
}
