using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>A key under <c>endpoints</c> of a database service.</summary>
/// <param name="Name">The endpoint's name, which is also its user's.</param>
/// <param name="Database">The database a client gets without asking; null: none.</param>
/// <param name="Privileges">Database to privilege.</param>
/// <param name="Replication">Whether <c>replication: true</c> is set.</param>
internal sealed record DatabaseEndpoint(string Name, string? Database, Map<string> Privileges, bool Replication)
{
    /// <summary>Reads <c>endpoints</c>; what they name must be among the databases.</summary>
    public static Sequence<DatabaseEndpoint> Read(
        ServiceConfiguration configuration, string databasesKey, string defaultKey, Sequence<string> databases, params string[] privileges)
    {
        return configuration.Map("endpoints").Select(Endpoint).ToSequence();

        DatabaseEndpoint Endpoint(KeyValuePair<string, Value> entry)
        {
            var path = $"endpoints.{entry.Key}";
            var keys = configuration.Map(path, entry.Value);
            var database = keys.TryGetValue(defaultKey, out var given) && given is not Value.Null
                ? Known($"{path}.{defaultKey}", configuration.Text($"{path}.{defaultKey}", given))
                : null;
            var granted = keys.TryGetValue("privileges", out var map) ? configuration.Map($"{path}.privileges", map) : Map<Value>.Empty;
            var replication = keys.TryGetValue("replication", out var flag) && flag is Value.Boolean(true);
            return new(
                configuration.Name("endpoints", entry.Key),
                database,
                granted.ToMap(grant => Known($"{path}.privileges", grant.Key), grant => Privilege($"{path}.privileges.{grant.Key}", grant.Value)),
                replication);
        }

        string Known(string path, string name) =>
            databases.Contains(name) ? name : throw configuration.Wrong($"`{path}` names `{name}`, which is not under `{databasesKey}`");

        string Privilege(string path, Value value)
        {
            var privilege = configuration.Text(path, value);
            return privileges.Contains(privilege)
                ? privilege
                : throw configuration.Wrong($"`{path}` is `{privilege}`; it can be {ServiceConfiguration.Listing(privileges)}");
        }
    }

    /// <summary>The endpoint that a relationship without an endpoint means: the type's own name, else the only one.</summary>
    public static string? Default(Sequence<DatabaseEndpoint> endpoints, string natural) =>
        endpoints.Any(endpoint => endpoint.Name == natural) ? natural : endpoints is [var only] ? only.Name : null;
}
