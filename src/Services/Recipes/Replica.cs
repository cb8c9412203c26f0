using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>The service that a replica copies.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Replicator">The endpoint by which it is copied.</param>
internal sealed record Primary(string Name, ServicePlan Plan, Endpoint Replicator);

/// <summary>What replicas have in common.</summary>
internal static class Replica
{
    /// <summary>The platform's name for the relationship to the primary.</summary>
    private const string Relationship = "primary";

    /// <summary>Where a replica finds its primary.</summary>
    public const string Host = $"{Relationship}.internal";

    /// <summary>What the relationship <c>primary</c> leads to.</summary>
    /// <param name="service">The replica.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="context">What is known of the other services.</param>
    /// <param name="types">The types that it can copy.</param>
    public static Primary PrimaryOf(Service service, ServiceConfiguration configuration, ServiceContext context, params ReadOnlySpan<string> types)
    {
        if (!service.Relationships.TryGetValue(Relationship, out var relationship) || !context.Related.TryGetValue(Relationship, out var related))
        {
            throw configuration.Wrong($"a replica has nothing to copy: add `relationships: {{{Relationship}: \"<service>:{MariaDbEndpoint.Replicator}\"}}`, to a service of the type {ServiceConfiguration.Listing(types)}");
        }

        if (!types.Contains(related.Type.Name))
        {
            throw configuration.Wrong($"`{Relationship}` leads to `{relationship.Service}`, which is a `{related.Type}`; this replica copies only the type {ServiceConfiguration.Listing(types)}");
        }

        return related.Plan.EndpointOf(relationship.Endpoint) is { Name: MariaDbEndpoint.Replicator } replicator
            ? new(relationship.Service, related.Plan, replicator)
            : throw configuration.Wrong($"`{Relationship}` must lead to `{relationship.Service}:{MariaDbEndpoint.Replicator}`, and `{relationship.Service}` must have that endpoint");
    }

    /// <summary>The replica's endpoints: each has the user that the primary's endpoint of that name has, or that its default one has.</summary>
    public static Sequence<Endpoint> Endpoints(ServiceConfiguration configuration, Primary primary, string natural, string defaultKey)
    {
        var all = primary.Plan.Endpoints.Values.Where(endpoint => endpoint.Name != MariaDbEndpoint.Replicator).ToList();
        var own = configuration.Map("endpoints");
        return (own.Count == 0 ? all : own.Select(entry => Chosen(entry.Key, configuration.Map($"endpoints.{entry.Key}", entry.Value))))
            .Select(endpoint => endpoint with { Query = new([new("is_master", new Value.Boolean(false))]) })
            .ToSequence();

        Endpoint Chosen(string name, Map<Value> keys)
        {
            var login = all.FirstOrDefault(endpoint => endpoint.Name == name)
                ?? (name == natural && all is [var only] ? only : null)
                ?? throw configuration.Wrong($"`endpoints` has `{name}`, which is not an endpoint of the primary `{primary.Name}`: a replica's users are the primary's");
            return login with
            {
                Name = name,
                Path = keys.TryGetValue(defaultKey, out var given) && given is not Value.Null ? configuration.Text($"endpoints.{name}.{defaultKey}", given) : login.Path,
            };
        }
    }

    /// <summary>The endpoint that a relationship means that names none.</summary>
    public static string? Default(Sequence<Endpoint> endpoints, string natural) =>
        endpoints.Any(endpoint => endpoint.Name == natural) ? natural : endpoints is [var only] ? only.Name : null;
}
