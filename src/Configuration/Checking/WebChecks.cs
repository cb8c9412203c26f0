namespace Sundog.Configuration;

/// <summary>Locations of the web instance.</summary>
internal static class WebChecks
{
    public static void Run(Checked project)
    {
        foreach (var application in project.Project.Applications.Values.Where(application => application.HasWeb))
        {
            foreach (var location in application.WebServer.Locations.Values)
            {
                Place(project, application, location);
                foreach (var rule in location.Rules)
                    Expression(project, application, location, rule);
            }

            Nothing(project, application);
        }
    }

    private static void Place(Checked project, Application application, WebLocation location)
    {
        if (location.Root?.Split('/').Contains("..") == true)
            project.Faults.Report(
                Rules.RootNotInside, project.PlaceOf(
                    application, "web", "locations", location.Path, "root"), $"'root' of location '{location.Path}' leaves the application",
                "name a directory inside it");

        // Below other paths, directories of uploads are served so on purpose.
        if (application.Type.Name == "php" && location is { Path: "/", Scripts: false, Allow: true, Root: not null }
            && !location.Rules.Any(rule => rule.Allow == false && rule.Expression.Contains("php", StringComparison.Ordinal)))
            project.Faults.Report(
                Rules.SourceDelivered, location.Place,
                $"location '{location.Path}' delivers the source of PHP files: scripts are off and files are allowed",
                "add a rule: '\\.php$': {allow: false}");
    }

    private static void Expression(Checked project, Application application, WebLocation location, WebRule rule)
    {
        if (PerlExpression.Translate(rule.Expression, out var fault) is not null)
            return;

        var entry = project.Document.At(
            "applications", application.Name, "web", "locations", location.Path, "rules")?.Find(rule.Expression);
        Expression(project, $"the rule '{Quote.Short(rule.Expression)}'", entry?.Place ?? location.Place, fault!);
    }

    public static void Expression(Checked project, string subject, Place place, PerlFault fault) => project.Faults.Report(
        fault.IsPerl ? Rules.ExpressionNotRun : Rules.ExpressionWrong, place,
        fault.IsPerl ? $"{subject} may work on the platform and does not work here" : $"{subject} is not a regular expression",
        Quote.Short(fault.Message));

    private static void Nothing(Checked project, Application application)
    {
        // A composable image may bring a server that starts by itself.
        if (application.Web.Commands.Start is not null || application.Stack is not null || application.Type.Name is "php" or "composable")
            return;

        foreach (var location in application.WebServer.Locations.Values.Where(location => location.Passthru is { IsOn: true, Target: null }))
            project.Faults.Report(
                Rules.NothingListens, location.Place,
                $"location '{location.Path}' passes requests to the application, which has no 'web.commands.start'",
                "write the command that listens on $PORT, or 'passthru: false' for files only");
    }
}
