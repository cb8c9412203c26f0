using System.Text.RegularExpressions;

namespace Sundog.Configuration;

/// <summary>Names of applications, workers and services, which become host names and names of volumes.</summary>
internal static partial class NameChecks
{
    public static void Run(Checked project)
    {
        foreach (var service in project.Project.Services.Values)
            Storage(project, service);

        foreach (var application in project.Project.Applications.Values)
        {
            if (project.Project.Services.TryGetValue(application.Name, out var service))
                project.Faults.Report(
                    Rules.NameTaken, service.Place,
                    $"'{service.Name}' is the name of a service and of an application ({application.Place})",
                    "rename one of them, for relationships find both by their names");

            DoubleDash(project, "application", application.Name, application.Place);
            Odd(project, application);
            Root(project, application);
            foreach (var (name, worker) in application.Workers)
                DoubleDash(project, "worker", name, worker.Place);
        }
    }

    private static void Storage(Checked project, Service service)
    {
        if (service.Type.Name == "network-storage" && !HostLabel().IsMatch(service.Name))
            project.Faults.Report(
                Rules.StorageName, service.Place,
                $"the name of network storage '{service.Name}' becomes a host name",
                "at most 63 lower-case letters, digits and '-', for example: files");
    }

    private static void DoubleDash(Checked project, string noun, string name, Place place)
    {
        if (name.Contains("--", StringComparison.Ordinal))
            project.Faults.Report(
                Rules.DoubleDash, place, $"the name of {noun} '{name}' contains '--', which joins an application's and a worker's name",
                $"for example: {name.Replace("--", "-", StringComparison.Ordinal)}");
    }

    private static void Odd(Checked project, Application application)
    {
        if (application.Name.Length > 63 || !HostName().IsMatch(application.Name))
            project.Faults.Report(
                Rules.OddName, application.Place, $"the name of application '{Quote.Short(application.Name)}' will not do as a host name",
                "lower-case letters, digits, '-' and '_', at most 63");
    }

    private static void Root(Checked project, Application application)
    {
        var depth = 0;
        foreach (var step in application.SourceRoot.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            depth += step == ".." ? -1 : 1;
            if (depth >= 0)
                continue;

            project.Faults.Report(
                Rules.RootOutside, project.PlaceOf(
                    application, "source", "root"), $"'source.root' of application '{application.Name}' leaves the repository",
                "write the directory relative to the repository, for example 'backend'");
            return;
        }
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex HostLabel();

    [GeneratedRegex("^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex HostName();
}
