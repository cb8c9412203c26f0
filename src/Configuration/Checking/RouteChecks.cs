using System.Text.RegularExpressions;

namespace Sundog.Configuration;

/// <summary>Routes and where they lead.</summary>
internal static partial class RouteChecks
{
    /// <summary>So many of one route are looked at: each takes some microseconds.</summary>
    private const int MostExpressions = 2000;

    private static readonly HashSet<string> _uncacheable = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept-Encoding", "Connection", "Proxy-Authorization", "TE", "Upgrade", "Cookie",
    };

    public static void Run(Checked project)
    {
        Dictionary<string, Place> seen = new(StringComparer.OrdinalIgnoreCase);
        Route? primary = null;
        foreach (var route in project.Project.Routes ?? [])
        {
            if (Url(project, route) is { } url && !seen.TryAdd(url, route.Place))
                project.Faults.Report(
                    Rules.RouteTwice, route.Place, $"the route '{route.OriginalUrl}' is defined already ({seen[url]})",
                    "every route ends in '/', written or not: keep one of the two");

            Needs(project, route);
            if (route.Upstream is not null)
                Upstream(project, route);

            foreach (var header in route.Cache.Headers.Where(_uncacheable.Contains))
                project.Faults.Report(
                    Rules.CacheHeader, route.Place,
                    $"the header '{header}' cannot be part of the cache key of route '{route.OriginalUrl}'",
                    "leave it out");

            foreach (var redirect in route.Redirects.Values.Where(redirect => redirect.Regexp).Take(MostExpressions))
                Regexp(project, route, redirect);

            foreach (var cookie in route.Cache.Cookies.Where(cookie => cookie is ['/', _, .., '/']).Take(MostExpressions))
            {
                if (PerlExpression.Translate(cookie[1..^1], out var fault) is null)
                    WebChecks.Expression(project, $"the cookie '{Quote.Short(cookie)}'", project.Document.PlaceOf("routes", route.OriginalUrl, "cache", "cookies"), fault!);
            }

            if (project.Document.At("routes", route.OriginalUrl).Truth("primary") != true)
                continue;

            if (primary is not null)
                project.Faults.Report(
                    Rules.TwoPrimaries, route.Place,
                    $"'{route.OriginalUrl}' is primary, and so is '{primary.OriginalUrl}' (line {primary.Place.Line})",
                    "keep one of the two");

            primary ??= route;
        }
    }

    private static void Regexp(Checked project, Route route, PartialRedirect redirect)
    {
        var written = project.Document.At("routes", route.OriginalUrl, "redirects", "paths", redirect.Path);
        if (written?.Find("prefix") is not null || written?.Find("append_suffix") is not null)
            project.Faults.Report(
                Rules.RedirectOptions, written.Place,
                $"'prefix' and 'append_suffix' of redirect '{redirect.Path}' have no effect beside 'regexp'",
                "leave them out");

        if (PerlExpression.Translate(redirect.Path, out var fault) is null)
            WebChecks.Expression(project, $"the redirect '{Quote.Short(redirect.Path)}'", written?.Place ?? route.Place, fault!);
    }

    /// <summary>The URL as two routes are compared; null, with a fault, when it is none.</summary>
    private static string? Url(Checked project, Route route)
    {
        var match = UrlPattern().Match(route.OriginalUrl);
        if (match.Success)
        {
            if (match.Groups["port"].Success)
                project.Faults.Report(
                    Rules.RoutePort, route.Place, $"the route '{route.OriginalUrl}' names a port",
                    "leave it out: routes are on ports 80 and 443");

            return route.OriginalUrl.TrimEnd('/');
        }

        var curly = route.OriginalUrl.AsSpan().IndexOfAny("\u201c\u201d\u2018\u2019") >= 0;
        project.Faults.Report(
            curly ? Rules.CurlyQuotes : Rules.RouteUrl, route.Place,
            curly
                ? "typographic quotes do not quote anything in YAML, so they are part of this route's URL"
                : $"'{Quote.Short(route.OriginalUrl)}' is not a URL that a route can have",
            curly
                ? "write straight quotes: \"https://{default}/\""
                : "begin with http:// or https://, for example: \"https://{default}/\"");
        return null;
    }

    private static void Needs(Checked project, Route route)
    {
        var key = route.Type == "upstream" ? "upstream" : "to";
        var written = project.Document.At("routes", route.OriginalUrl);
        if (written?[key] is null)
            project.Faults.Report(
                Rules.RouteNeeds, route.Place,
                $"the route '{route.OriginalUrl}' is of type {route.Type} and has no '{key}' (required)",
                key == "to" ? "write 'to:' with a URL" : "write 'upstream: \"<application>:http\"'");
    }

    private static void Upstream(Checked project, Route route)
    {
        var place = project.Document.PlaceOf("routes", route.OriginalUrl, "upstream");
        var name = route.Upstream!;
        if (project.Project.Applications.TryGetValue(name, out var application))
        {
            if (!project.Document.At("routes", route.OriginalUrl).Text("upstream")!.Contains(':', StringComparison.Ordinal))
                project.Faults.Report(
                    Rules.BareUpstream, place, $"'upstream' names the application '{name}' without its endpoint",
                    $"write '{name}:http'");
            else if (route.Endpoint != "http")
                project.Faults.Report(
                    Rules.UpstreamEndpoint, place,
                    $"application '{name}' has no endpoint '{route.Endpoint}' for routes", $"write '{name}:http'");
            else if (!application.HasWeb && application.Workers.Count > 0)
                project.Faults.Report(
                    Rules.UpstreamWorker, place,
                    $"application '{name}' has workers and no web instance, so nothing answers", "add 'web:' to it");
        }
        else if (project.Project.Services.TryGetValue(name, out var service))
        {
            if (Endpoints.Of(service) is { } endpoints && !endpoints.Contains(route.Endpoint))
                project.Faults.Report(
                    Rules.UpstreamEndpoint, place, $"service '{name}' has no endpoint '{route.Endpoint}'",
                    "there are: " + string.Join(", ", endpoints));
        }
        else if (project.WorkerNamed(name) is { } worker)
        {
            project.Faults.Report(
                Rules.UpstreamWorker, place, $"'upstream' leads to the worker '{name}', which takes no connections",
                $"write '{worker.Application}:http'");
        }
        else if (!project.Declares(name))
        {
            project.Faults.Report(
                Rules.NoSuchUpstream, place, $"'upstream' leads to '{name}', which no file defines",
                Spelling.Hint(name, project.Targets) ?? "write '<application>:http'");
        }
    }

    [GeneratedRegex(@"^https?://[^/\s:\u201c\u201d\u2018\u2019]+(?<port>:\d+)?(/[^\s\u201c\u201d\u2018\u2019]*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UrlPattern();
}
