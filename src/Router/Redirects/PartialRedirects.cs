using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>A route's partial redirects with their expressions compiled. Expressions go first, in the order of the file, then the
/// longest path.</summary>
internal sealed class PartialRedirects
{
    private readonly (Regex Expression, PartialRedirect Redirect)[] _expressions;
    private readonly PartialRedirect[] _paths;

    /// <summary>Compiles the redirects.</summary>
    /// <exception cref="RoutingException">An expression is none.</exception>
    public PartialRedirects(RoutedUrl route)
    {
        _expressions = [.. route.Redirects
            .Where(redirect => redirect.Regexp)
            .Select(redirect => (Expression.Compile(redirect.Path, $"a redirect of {route.Route.OriginalUrl}"), redirect))];
        _paths = [.. route.Redirects.Where(redirect => !redirect.Regexp).OrderByDescending(redirect => redirect.Path.Length)];
    }

    /// <summary>Where a request is sent instead; null when it is not.</summary>
    public Redirection? Find(RequestPath request)
    {
        foreach (var (expression, redirect) in _expressions)
            if (expression.Match(request.Path) is { Success: true } match)
                return new Redirection(Expression.Expand(redirect.To, match, name => Variable(name, request), UrlText.Encode), redirect.Code, redirect.Expires);

        foreach (var redirect in _paths)
            if (SuffixOf(redirect, request.Path) is { } suffix)
                return new Redirection(Join(redirect, suffix), redirect.Code, redirect.Expires);

        return null;
    }

    /// <summary>What follows the redirect's path in a path that it covers; null when it does not cover it.</summary>
    private static string? SuffixOf(PartialRedirect redirect, string path)
    {
        var from = redirect.Path.TrimEnd('/');
        if (path.TrimEnd('/') == from) return redirect.Prefix ? path[from.Length..] : "";
        return redirect.Prefix && path.StartsWith(from + "/", StringComparison.Ordinal) ? path[from.Length..] : null;
    }

    private static string Join(PartialRedirect redirect, string suffix) =>
        redirect.AppendSuffix && suffix.Length > 0 ? redirect.To.TrimEnd('/') + UrlText.Encode(suffix) : redirect.To;

    private static string? Variable(string name, RequestPath request) => name switch
    {
        "uri" => UrlText.Encode(request.Path),
        "is_args" => request.Query.Length > 0 ? "?" : "",
        "args" => request.Query.TrimStart('?'),
        _ when name.StartsWith("arg_", StringComparison.Ordinal) =>
            QueryHelpers.ParseQuery(request.Query).TryGetValue(name["arg_".Length..], out var values) ? Uri.EscapeDataString(values.ToString()) : null,
        _ => null,
    };
}

/// <summary>A redirect to be sent.</summary>
/// <param name="Location">Where to.</param>
/// <param name="Code">301, 302, 307 or 308.</param>
/// <param name="Expires">How long clients may keep it; null: no header.</param>
internal sealed record Redirection(string Location, int Code, TimeSpan? Expires)
{
    public void Send(HttpResponse response)
    {
        response.StatusCode = Code;
        response.Headers.Location = UrlText.ToAscii(Location);
        if (Expires is { } expires) Expiry.Set(response, expires);
    }
}
