namespace Sundog.Configuration;

/// <summary>Types and versions of applications and services.</summary>
internal static class TypeChecks
{
    public static void Run(Checked project)
    {
        foreach (var application in project.Project.Applications.Values)
            Application(project, application);

        foreach (var service in project.Project.Services.Values)
            Service(project, service);
    }

    private static void Application(Checked project, Application application)
    {
        var subject = $"application '{application.Name}'";
        if (application.Type.Name.Length == 0)
            return;

        if (application.Type.Name == "composable" || application.Stack is not null)
        {
            foreach (var key in (string[])["build", "dependencies", "runtime"])
            {
                if (project.Document.At("applications", application.Name)!.Find(key) is { } entry)
                    project.Faults.Report(
                        Rules.NotInComposable, entry.Place, $"'{key}' of {subject} has no effect in a composable image",
                        "use 'stack' and the hooks");
            }

            return;
        }

        Type(
            project, application.Type, subject, project.PlaceOf(application, "type"), ImageCatalogue.Runtimes,
            ImageCatalogue.Services, "a service; define it under 'services:'");
    }

    private static void Service(Checked project, Service service)
    {
        var place = project.Document.PlaceOf("services", service.Name, "type");
        Type(
            project, service.Type, $"service '{service.Name}'", place, ImageCatalogue.Services, ImageCatalogue.Runtimes,
            "a runtime; define it under 'applications:'");
        if (service.Type.Name.EndsWith("-replica", StringComparison.Ordinal) && !service.Relationships.ContainsKey("primary"))
            project.Faults.Report(
                Rules.ReplicaOfNothing, service.Place, $"service '{service.Name}' is a replica and has no relationship 'primary'",
                "write 'relationships: {primary: \"<service>:replicator\"}'");
    }

    private static void Type(
        Checked project, ImageType type, string subject, Place place, IReadOnlyDictionary<string,
        Image> known, IReadOnlyDictionary<string, Image> others, string other)
    {
        if (!Form.ImageType.Matches(type.ToString()))
            return;

        if (!known.TryGetValue(type.Name, out var image))
        {
            var hint = others.ContainsKey(type.Name)
                ? $"'{type.Name}' is {other}"
                : Spelling.Hint(type.Name, known.Keys) ?? "there are: " + string.Join(", ", known.Keys.Order(StringComparer.Ordinal));
            project.Faults.Report(Rules.UnknownRuntime, place, $"{subject} has the type '{type}', and there is no '{type.Name}'", hint);
            return;
        }

        var supported = "supported: " + string.Join(", ", image.Supported);
        switch (image.StateOf(type.Version))
        {
            case VersionState.Deprecated:
                project.Faults.Report(Rules.OldVersion, place, $"{subject}: {type} is deprecated", supported);
                break;
            case VersionState.Retired:
                project.Faults.Report(Rules.OldVersion, place, $"{subject}: {type} is out of life", supported);
                break;
            case VersionState.Unknown:
                project.Faults.Report(
                    Rules.UnknownVersion, place, $"{subject}: no version '{type.Version}' of {type.Name} is known",
                    supported);
                break;
        }
    }
}
