using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>What a relationship connects to: all of the relationship object but the addresses.</summary>
/// <param name="Name">The endpoint's name, the object's <c>rel</c>.</param>
/// <param name="Scheme">The URL's scheme.</param>
/// <param name="Port">The TCP port.</param>
public sealed record Endpoint(string Name, string Scheme, int Port)
{
    /// <summary>Null: the service asks for none.</summary>
    public string? Username { get; init; }

    /// <summary>Null: the service asks for none. It may be empty.</summary>
    public string? Password { get; init; }

    /// <summary>The database, core or virtual host; null: none.</summary>
    public string? Path { get; init; }

    /// <summary>The object's <c>query</c>.</summary>
    public Map<Value> Query { get; init; } = Map<Value>.Empty;

    /// <summary>Whether the platform describes it by its address alone, without credentials, path and query.</summary>
    public bool AddressOnly { get; init; }

    /// <summary>The query of endpoints that reach a primary database.</summary>
    public static Map<Value> Primary { get; } = new([new("is_master", new Value.Boolean(true))]);

    /// <summary>The endpoint of an application.</summary>
    public static Endpoint Application { get; } = new("http", "http", 80);
}
