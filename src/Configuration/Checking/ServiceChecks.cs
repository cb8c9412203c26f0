namespace Sundog.Configuration;

/// <summary>What endpoints of services lead to.</summary>
internal static class ServiceChecks
{
    public static void Run(Checked project)
    {
        foreach (var service in project.Project.Services.Values)
        {
            if (project.Document.At("services", service.Name, "configuration") is not { } configuration)
                continue;

            switch (service.Type.Name)
            {
                case "mariadb" or "mysql" or "oracle-mysql":
                    Endpoints(project, service, configuration, "schemas", "default_schema", []);
                    break;
                case "postgresql" or "clickhouse":
                    Endpoints(project, service, configuration, "databases", "default_database", ["main"]);
                    break;
                case "solr" when configuration.Mapping("cores") is { } cores:
                    foreach (var endpoint in configuration.Entries("endpoints"))
                        Known(project, service, endpoint, (endpoint.Value as MappingNode)?["core"], "cores", [.. cores.Entries.Select(core => core.Key)]);

                    break;
            }
        }
    }

    private static void Endpoints(
        Checked project, Service service, MappingNode configuration, string list, string chosen, string[] builtIn)
    {
        var known = configuration.Texts(list) is { } texts ? [.. texts] : builtIn;
        foreach (var endpoint in configuration.Entries("endpoints"))
        {
            var mapping = endpoint.Value as MappingNode;
            Known(project, service, endpoint, mapping?[chosen], list, known);
            foreach (var grant in mapping.Entries("privileges"))
                Known(project, service, endpoint, new ScalarNode(grant.Place, grant.Key, plain: false), list, known);
        }
    }

    private static void Known(Checked project, Service service, Entry endpoint, Node? name, string list, string[] known)
    {
        if (name is ScalarNode scalar && !known.Contains(scalar.Text))
            project.Faults.Report(
                Rules.EndpointToNothing, scalar.Place,
                $"endpoint '{endpoint.Key}' of service '{service.Name}' names '{Quote.Short(scalar.Text)}', which is not in '{list}'",
                Spelling.Hint(scalar.Text, known) ?? $"add '{Quote.Short(scalar.Text)}' to 'configuration.{list}'");
    }
}
