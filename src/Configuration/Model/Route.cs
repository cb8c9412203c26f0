namespace Sundog.Configuration;

/// <summary>One key under <c>routes</c>.</summary>
public sealed record Route
{
    /// <summary>The key as written, with its placeholder: <c>https://www.{default}/</c>.</summary>
    public required string OriginalUrl { get; init; }

    /// <summary><c>upstream</c>, <c>redirect</c> or <c>proxy</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The application or service that answers; null for the other types.</summary>
    public string? Upstream { get; init; }

    /// <summary>The upstream's endpoint, <c>http</c> for an application.</summary>
    public string Endpoint { get; init; } = "http";

    /// <summary>The target of a redirect or proxy; null for an upstream.</summary>
    public string? To { get; init; }

    /// <summary>The identifier that applications look the route up by.</summary>
    public string? Id { get; init; }

    /// <summary>Whether it is the primary route; exactly one route is, unless there is none.</summary>
    public bool Primary { get; init; }

    /// <summary>Whether one client stays with one instance.</summary>
    public bool Sticky { get; init; }

    /// <summary>Free attributes.</summary>
    public Map<string> Attributes { get; init; } = Map<string>.Empty;

    /// <summary>The cache; on unless switched off.</summary>
    public RouteCache Cache { get; init; } = RouteCache.Default;

    /// <summary>Partial redirects by path.</summary>
    public Map<PartialRedirect> Redirects { get; init; } = Map<PartialRedirect>.Empty;

    /// <summary>Whether server-side includes are run.</summary>
    public bool Ssi { get; init; }

    /// <summary>The free map <c>tls</c>, checked but kept as written.</summary>
    public Value Tls { get; init; } = Value.Null.Instance;

    /// <summary>Where it stands.</summary>
    public Place Place { get; init; }
}

/// <summary>A route's cache.</summary>
/// <param name="Enabled">Whether responses are kept at all.</param>
/// <param name="DefaultTtl">For responses that say nothing.</param>
/// <param name="Cookies">Cookies of the key; <c>*</c>: a request with any cookie is not cached.</param>
/// <param name="Headers">Request headers of the key.</param>
public sealed record RouteCache(bool Enabled, TimeSpan DefaultTtl, Sequence<string> Cookies, Sequence<string> Headers)
{
    /// <summary>What holds when the route says nothing.</summary>
    public static RouteCache Default { get; } = new(true, TimeSpan.Zero, ["*"], ["Accept", "Accept-Language"]);
}

/// <summary>A redirect of a part of a route.</summary>
/// <param name="Path">The path, or an expression when <paramref name="Regexp"/> is set.</param>
/// <param name="To">The target, relative or absolute.</param>
/// <param name="Regexp">Whether the path is a PCRE expression.</param>
/// <param name="Prefix">Whether paths below it are redirected too.</param>
/// <param name="AppendSuffix">Whether the rest of such a path is carried over.</param>
/// <param name="Code">301, 302 (default), 307 or 308.</param>
/// <param name="Expires">How long clients may keep it; null: no header.</param>
public sealed record PartialRedirect(string Path, string To, bool Regexp, bool Prefix, bool AppendSuffix, int Code, TimeSpan? Expires);
