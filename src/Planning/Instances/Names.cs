using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>The names by which an instance finds what it has relationships to.</summary>
internal static class Names
{
    /// <summary>Name and address: <c>RELATIONSHIP.internal</c> and the long name.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(
        PlanRequest request, InstanceName client, Map<Relationship> relationships, IReadOnlyList<Cable> cables) =>
        from relationship in relationships.Values
        from cable in CablesOf(cables, client, relationship)
        from name in new[] { $"{relationship.Name}.internal", Long(request, relationship.Service) }
        select KeyValuePair.Create(name, cable.ServerAddress);

    /// <summary>The name of a service or application that is the same for every relationship.</summary>
    public static string Long(PlanRequest request, string service) => $"{service}.service.{request.Environment.Name}.internal";

    /// <summary>One address for all copies behind a relationship, so that nobody who uses it sees their number change: connections are
    /// spread over them.</summary>
    public static IEnumerable<Cable> CablesOf(IReadOnlyList<Cable> cables, InstanceName client, Relationship relationship) =>
        cables.Where(cable => cable.Client == client && cable.Relationship == relationship.Name && cable.Server.Number == 0);
}
