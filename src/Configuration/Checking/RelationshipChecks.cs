namespace Sundog.Configuration;

/// <summary>Where relationships lead.</summary>
internal static class RelationshipChecks
{
    public static void Run(Checked project)
    {
        foreach (var application in project.Project.Applications.Values)
        {
            foreach (var instance in application.Workers.Values.Prepend(application.Web))
            {
                foreach (var relationship in instance.Relationships.Values)
                    Check(project, relationship);
            }
        }

        foreach (var relationship in project.Project.Services.Values.SelectMany(service => service.Relationships.Values))
            Check(project, relationship);

        Circles(project);
    }

    private static void Check(Checked project, Relationship relationship)
    {
        if (project.Project.Services.TryGetValue(relationship.Service, out var service))
            ToService(project, relationship, service);
        else if (project.Project.Applications.TryGetValue(relationship.Service, out var application))
            ToApplication(project, relationship, application);
        else if (project.WorkerNamed(relationship.Service) is { } worker)
            project.Faults.Report(
                Rules.RelationshipToWorker, relationship.Place,
                $"relationship '{relationship.Name}' leads to the worker '{relationship.Service}', which takes no connections",
                $"lead it to the application: '{worker.Application}:http'");
        else if (!project.Declares(relationship.Service))
            project.Faults.Report(
                Rules.NoSuchService, relationship.Place,
                $"relationship '{relationship.Name}' leads to '{relationship.Service}', which no file defines",
                Suggestion(project, relationship));
    }

    private static string Suggestion(Checked project, Relationship relationship)
    {
        if (Spelling.Hint(relationship.Service, project.Targets) is { } hint)
            return hint;

        var sameType = project.Project.Services.Values
            .Where(service => service.Type.Name == relationship.Service || service.Type.Name == relationship.Endpoint)
            .ToList();
        return sameType is [var only]
            ? $"did you mean the service '{only.Name}' ({only.Type})?"
            : $"define it: services: {{{relationship.Service}: {{type: ...}}}}";
    }

    private static void ToService(Checked project, Relationship relationship, Service service)
    {
        if (service.Type.Name == "network-storage")
        {
            project.Faults.Report(
                Rules.StorageRelationship, relationship.Place,
                $"relationship '{relationship.Name}' leads to the network storage '{service.Name}', which can only be mounted",
                $"write a mount: {{source: service, service: {service.Name}, source_path: ...}}");
            return;
        }

        // A primary has an endpoint for its replicas that no configuration defines.
        if (Endpoints.Of(service) is not { } endpoints || relationship.Endpoint == "replicator")
            return;

        if (relationship.Endpoint is null)
            project.Faults.Report(
                Rules.NoDefaultEndpoint, relationship.Place,
                $"relationship '{relationship.Name}' names no endpoint, and service '{service.Name}' has no default one",
                endpoints.Count == 0
                    ? "define one under 'configuration.endpoints' of the service"
                    : $"write '{relationship.Name}: \"{service.Name}:{endpoints[0]}\"'; there are: {string.Join(", ", endpoints)}");
        else if (!endpoints.Contains(relationship.Endpoint))
            project.Faults.Report(
                Rules.NoSuchEndpoint, relationship.Place,
                $"service '{service.Name}' ({service.Type}) has no endpoint '{relationship.Endpoint}'",
                Spelling.Hint(relationship.Endpoint, endpoints) ?? "there are: " + string.Join(", ", endpoints));
    }

    private static void ToApplication(Checked project, Relationship relationship, Application application)
    {
        var hint = $"write '{relationship.Name}: \"{application.Name}:http\"'";
        if (relationship.Endpoint is null)
            project.Faults.Report(
                Rules.NoEndpointOfApplication, relationship.Place,
                $"relationship '{relationship.Name}' to the application '{application.Name}' names no endpoint, and applications have no default one",
                hint);
        else if (relationship.Endpoint != "http" && !(relationship.Endpoint == "php" && application.Type.Name == "php"))
            project.Faults.Report(
                Rules.NoSuchEndpoint, relationship.Place,
                $"application '{application.Name}' has no endpoint '{relationship.Endpoint}'", hint);
    }

    /// <summary>One of two containers that wait for each other would never start.</summary>
    private static void Circles(Checked project)
    {
        Dictionary<string, Relationship[]> edges = new(StringComparer.Ordinal);
        foreach (var application in project.Project.Applications.Values)
            edges[application.Name] = [.. application.Web.Relationships.Values];

        foreach (var service in project.Project.Services.Values)
            edges.TryAdd(service.Name, [.. service.Relationships.Values]);

        HashSet<string> done = new(StringComparer.Ordinal);
        foreach (var start in edges.Keys)
            Follow(project, start, edges, [], done);
    }

    private static void Follow(
        Checked project, string name, Dictionary<string, Relationship[]> edges, List<string> way, HashSet<string> done)
    {
        if (!done.Add(name))
            return;

        way.Add(name);
        foreach (var relationship in edges[name])
        {
            if (way.IndexOf(relationship.Service) is >= 0 and var first)
                project.Faults.Report(
                    Rules.Circle, relationship.Place,
                    $"relationships form a circle: {string.Join(" -> ", way.Skip(first).Append(relationship.Service))}",
                    "leave one of them out, or reach the other application by its route");
            else if (edges.ContainsKey(relationship.Service))
                Follow(project, relationship.Service, edges, way, done);
        }

        way.RemoveAt(way.Count - 1);
    }
}
