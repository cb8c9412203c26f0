using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>Orders services so that each comes after those it has relationships to. The validator has refused circles.</summary>
internal static class ServiceOrder
{
    public static IReadOnlyList<Service> Sort(IEnumerable<Service> services)
    {
        var byName = services.ToDictionary(service => service.Name);
        var sorted = new List<Service>();
        var seen = new HashSet<string>();
        foreach (var service in byName.Values)
        {
            Visit(service);
        }

        return sorted;

        void Visit(Service service)
        {
            if (seen.Add(service.Name))
            {
                foreach (var relationship in service.Relationships.Values)
                {
                    if (byName.TryGetValue(relationship.Service, out var needed))
                    {
                        Visit(needed);
                    }
                }

                sorted.Add(service);
            }
        }
    }
}
