namespace Sundog.Configuration;

/// <summary>Mounts of one instance.</summary>
internal static class MountChecks
{
    /// <summary>Directories that builds make, and that are empty once something is mounted there.</summary>
    private static readonly string[] _built =
    [
        "node_modules", "vendor", "dist", "build", "target", "out", "venv", ".venv", ".next", ".nuxt", ".output", "__pycache__",
        "public/build", "public/dist", "web/build", "static/dist",
    ];

    private static readonly string[] _buildWords = ["build", "install", "generate"];

    public static void Run(Checked project, InstanceDefinition instance)
    {
        var builtWhenRunning = BuildsWhenRunning(project.Project.Applications[instance.Application], instance);
        var shared = project.Document.At("applications", instance.Application);
        var written = (project.MappingOf(instance)?["mounts"] ?? shared?["mounts"]) as MappingNode;
        Twice(project, written);
        foreach (var mount in instance.Mounts.Values)
        {
            if (Path(project, mount) && !Committed(project, instance, mount) && !builtWhenRunning)
                Built(project, instance, mount);

            Owner(project, mount, (written?.Find(mount.Path) ?? written?.Find("/" + mount.Path))?.Value as MappingNode);
            foreach (var other in instance.Mounts.Values)
            {
                if (mount.Path.StartsWith(other.Path + "/", StringComparison.Ordinal) && other.Path.Length > 0)
                    Nested(project, mount, other);
            }
        }
    }

    private static void Twice(Checked project, MappingNode? written)
    {
        Dictionary<string, Place> seen = new(StringComparer.Ordinal);
        foreach (var entry in written?.Entries ?? [])
        {
            var path = entry.Key.Trim('/');
            if (!seen.TryAdd(path, entry.Place))
                project.Faults.Report(
                    Rules.MountTwice, entry.Place,
                    $"'{entry.Key}' is mounted already, on line {seen[path].Line}: slashes around a path mean nothing",
                    "keep one of the two");
        }
    }

    /// <summary>The platform is known to refuse local directories in a storage mount; of the other combinations nothing is known.</summary>
    private static void Nested(Checked project, Mount mount, Mount outer)
    {
        var refused = outer.Source == MountSource.Storage && mount.Source != MountSource.Storage;
        project.Faults.Report(
            refused ? Rules.NestedMounts : Rules.MountInMount, mount.Place,
            $"mount '{mount.Path}' lies within mount '{outer.Path}' (line {outer.Place.Line})",
            "mount directories side by side, or only the outer one");
    }

    /// <summary>Whether a script of the running instance builds: then a mount where builds go is what its author wants.</summary>
    private static bool BuildsWhenRunning(Application application, InstanceDefinition instance) =>
        new[] { application.Hooks.Deploy, application.Hooks.PostDeploy, instance.Commands.PreStart, instance.Commands.Start }
            .Any(script => script is not null && _buildWords.Any(word => script.Contains(word, StringComparison.Ordinal)));

    /// <summary>Whether the mount's path is one, and its directory in the volume too.</summary>
    private static bool Path(Checked project, Mount mount)
    {
        if (mount.Path.Length == 0 || mount.Path.Split('/').Any(step => step is ".." or "."))
            project.Faults.Report(
                Rules.MountOutside, mount.Place,
                mount.Path.Length == 0
                    ? "a mount at '/' would hide the whole application"
                    : $"mount '{mount.Path}' is not a path below the application's directory",
                "name a directory below it, for example 'var/uploads'");
        else if (mount.SourcePath.Split('/').Contains(".."))
            project.Faults.Report(
                Rules.MountOutside, mount.Place, $"'source_path' of mount '{mount.Path}' leaves its volume",
                "name a directory of the volume, without '..'");
        else if (mount.Service is "." or ".." || mount.Service?.Contains('/', StringComparison.Ordinal) == true)
            project.Faults.Report(
                Rules.MountOutside, mount.Place, $"'service' of mount '{mount.Path}' is a path and no name",
                "name a service or an application");
        else
            return true;

        return false;
    }

    /// <summary>Whether the repository has files at the mount's path. Those with a dot (<c>.gitkeep</c>) only keep the directory there.</summary>
    private static bool Committed(Checked project, InstanceDefinition instance, Mount mount)
    {
        var root = project.Project.Applications[instance.Application].SourceRoot;
        var files = project.Files.Committed(root.Length == 0 ? mount.Path : $"{root}/{mount.Path}")
            .Where(file => !file[(file.LastIndexOf('/') + 1)..].StartsWith('.'))
            .ToList();
        if (files.Count == 0)
            return false;

        project.Faults.Report(
            Rules.MountHidesCode, mount.Place,
            files is [var only]
                ? $"mount '{mount.Path}' hides '{only}' of the repository: at runtime the mount begins empty"
                : $"mount '{mount.Path}' hides {files.Count} files of the repository, '{files[0]}' and others: at runtime the mount begins empty",
            "move them elsewhere, and let the deploy hook copy what the mount needs");
        return true;
    }

    private static void Built(Checked project, InstanceDefinition instance, Mount mount)
    {
        var served = instance.Worker is null
            && project.Project.Applications[instance.Application].WebServer.Locations.TryGetValue("/", out var location)
            && location.Root == mount.Path;
        if (served || _built.Contains(mount.Path))
            project.Faults.Report(
                Rules.MountHidesCode, mount.Place,
                $"mount '{mount.Path}' hides what the build puts there: at runtime it begins empty",
                "mount another directory, or one below it that the build leaves alone");
    }

    private static void Owner(Checked project, Mount mount, MappingNode? written)
    {
        var source = written.Text("source");
        if (source == "service")
        {
            if (mount.Service is null)
                project.Faults.Report(
                    Rules.MountNeedsService, mount.Place,
                    $"mount '{mount.Path}' has the source 'service' and names none",
                    "write 'service:' with the name of a network-storage service");
            else if (!project.Project.Services.TryGetValue(mount.Service, out var service))
                project.Faults.Report(
                    Rules.MountNeedsService, mount.Place,
                    $"mount '{mount.Path}' names the service '{mount.Service}', which no file defines",
                    Spelling.Hint(mount.Service, project.Project.Services.Keys)
                        ?? $"define it: services: {{{mount.Service}: {{type: network-storage:1.0}}}}");
            else if (service.Type.Name != "network-storage")
                project.Faults.Report(
                    Rules.MountNeedsService, mount.Place,
                    $"mount '{mount.Path}' names the service '{mount.Service}', which is {service.Type} and not network storage",
                    "name a service of type network-storage");
        }
        else if (mount.Service is not null && mount.Source != MountSource.Storage)
        {
            project.Faults.Report(
                Rules.ServiceIgnored, mount.Place,
                $"mount '{mount.Path}' is local to its instance, so its 'service' has no effect",
                "remove 'service', or write 'source: storage'");
        }
        else if (mount.Service is { } name && !project.Project.Applications.ContainsKey(name) && project.WorkerNamed(name) is null
            && !(project.Project.Services.TryGetValue(name, out var owner) && owner.Type.Name == "network-storage"))
        {
            project.Faults.Report(
                Rules.SharedByUnknown, mount.Place,
                $"mount '{mount.Path}' shares the volume of '{name}', which no file defines as an application or network storage",
                Spelling.Hint(name, project.Targets) ?? $"all mounts that name '{name}' share one volume of that name");
        }
    }
}
