using Sundog.Configuration;
using Sundog.Services;

namespace Sundog.Planning;

/// <summary>Makes the plan of an environment. Pure: nothing is looked up, nothing is remembered.</summary>
public static class Planner
{
    /// <summary>The plan, and the numbers that its cables have got.</summary>
    /// <exception cref="PlanException">A relationship names an endpoint that does not exist.</exception>
    /// <exception cref="ServiceException">A service is of no known type, or its configuration asks for something that cannot be.</exception>
    public static (Plan Plan, Map<int> CableNumbers) Plan(PlanRequest request)
    {
        var configuration = request.Configuration;
        var recipes = ServiceInstances.Recipes(request);
        var wanted = Clients(request).SelectMany(client => Links(request, client)).Concat(Peers(request)).ToList();
        var numbers = CableNumbering.Number(request.CableNumbers, wanted.Select(link => CableNumbering.Key(link.Client, link.Relationship, link.Server)));
        var cables = wanted
            .Select(link => new Cable(numbers[CableNumbering.Key(link.Client, link.Relationship, link.Server)], link.Client, link.Relationship, link.Server))
            .ToSequence();
        var services = ServiceOrder.Sort(configuration.Services.Values)
            .Select(service => ServiceInstances.Plan(request, service, recipes[service.Name], cables))
            .OfType<InstancePlan>()
            .ToList();
        var builds = configuration.Applications.ToMap(entry => entry.Key, entry => BuildPlanner.Plan(request, entry.Value));
        var applications = new ApplicationInstances(request, recipes, cables, builds);
        var instances = configuration.Applications.Values.SelectMany(application => application.Instances
            .SelectMany(definition => Copies(request, definition.FullName).Select(name => applications.Plan(application, definition, name))));
        return (new Plan(request.Environment.Name, builds.Values.ToSequence(), services.Concat(instances).ToSequence(), cables), numbers);
    }

    private static IEnumerable<InstanceName> Copies(PlanRequest request, string container) =>
        Enumerable.Range(0, request.SizeOf(container).Count ?? 1).Select(number => new InstanceName(container, number));

    private static IEnumerable<(InstanceName Name, Map<Relationship> Relationships)> Clients(PlanRequest request) =>
        request.Configuration.Services.Values.Select(service => (new InstanceName(service.Name, 0), service.Relationships))
            .Concat(request.Configuration.Applications.Values.SelectMany(application => application.Instances)
                .SelectMany(definition => Copies(request, definition.FullName).Select(name => (name, definition.Relationships))));

    // A relationship to an application leads to its web instances: nothing leads to a worker.
    private static IEnumerable<(InstanceName Client, string Relationship, InstanceName Server)> Links(
        PlanRequest request, (InstanceName Name, Map<Relationship> Relationships) client) =>
        client.Relationships.Values
            .Where(relationship => request.Configuration.Services.ContainsKey(relationship.Service) || request.Configuration.Applications.ContainsKey(relationship.Service))
            .SelectMany(relationship => Copies(request, relationship.Service).Select(server => (client.Name, relationship.Name, server)));

    // The copies of web know and reach each other.
    private static IEnumerable<(InstanceName Client, string Relationship, InstanceName Server)> Peers(PlanRequest request) =>
        from application in request.Configuration.Applications.Values
        from one in Copies(request, application.Name)
        from other in Copies(request, application.Name)
        where one != other
        select (one, Cable.Peers, other);
}
