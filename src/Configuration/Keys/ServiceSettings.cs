namespace Sundog.Configuration;

/// <summary>Words of services' <c>configuration</c> that the validator and the recipes of the services share.</summary>
public static class ServiceSettings
{
    /// <summary>What Redis and Valkey do when their memory is full; the first one is the default.</summary>
    public static IReadOnlyList<string> MaxmemoryPolicies { get; } =
        ["allkeys-lru", "allkeys-lfu", "allkeys-random", "noeviction", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"];

    /// <summary>What an endpoint of MariaDB may be granted on a schema.</summary>
    public static IReadOnlyList<string> SchemaPrivileges { get; } = ["ro", "rw", "admin", "replication", "replication-admin"];

    /// <summary>What an endpoint of PostgreSQL or ClickHouse may be granted on a database.</summary>
    public static IReadOnlyList<string> DatabasePrivileges { get; } = ["ro", "rw", "admin"];
}
