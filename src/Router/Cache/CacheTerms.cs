using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>A route's cache settings, ready to be asked: which requests they concern, and which of these are alike.</summary>
internal sealed class CacheTerms
{
    private readonly RouteCache _cache;
    private readonly bool _isAnyCookieTooMuch;
    private readonly List<Regex> _cookieExpressions = [];
    private readonly HashSet<string> _cookieNames = new(StringComparer.Ordinal);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="RoutingException">A cookie's expression is none.</exception>
    public CacheTerms(RoutedUrl route)
    {
        _cache = route.Route.Cache;
        foreach (var cookie in _cache.Cookies)
        {
            if (cookie == "*") _isAnyCookieTooMuch = true;
            else if (cookie is ['/', .., '/'] && cookie.Length > 2) _cookieExpressions.Add(Expression.Compile(cookie[1..^1], $"the cache of {route.Route.OriginalUrl}"));
            else _cookieNames.Add(cookie);
        }
    }

    /// <summary>For answers of the application that say nothing about it.</summary>
    public TimeSpan DefaultTtl => _cache.DefaultTtl;

    /// <summary>The same text for requests that get the same answer; null when the request passes the cache by.</summary>
    public string? KeyOf(HttpRequest request)
    {
        if (!_cache.Enabled || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))) return null;

        var headers = request.Headers;
        if (headers.Range.Count > 0 || headers.Upgrade.Count > 0 || headers.Authorization.Count > 0) return null;
        if (_isAnyCookieTooMuch && headers.Cookie.Count > 0) return null;

        // No part of the key can hold the end of a line, so that two requests that differ have keys that differ.
        var key = new StringBuilder($"{request.Host.Value}\n{request.RawTarget()}");
        foreach (var name in _cache.Headers) key.Append('\n').Append(headers[name].ToString());
        foreach (var (name, value) in request.Cookies.Where(cookie => IsOfTheKey(cookie.Key)).OrderBy(cookie => cookie.Key, StringComparer.Ordinal))
            key.Append('\n').Append(name).Append('=').Append(value);
        return key.ToString();
    }

    private bool IsOfTheKey(string cookie) => _cookieNames.Contains(cookie) || _cookieExpressions.Exists(expression => expression.IsMatch(cookie));
}
