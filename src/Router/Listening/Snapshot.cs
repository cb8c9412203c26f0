namespace Sundog.Routing;

/// <summary>What a router answers by between two updates. A request keeps the one with which it began. The cache lives as long:
/// a deployment empties it.</summary>
internal sealed class Snapshot
{
    private readonly Dictionary<RoutedUrl, (PartialRedirects Redirects, CacheTerms Cache)> _terms = new(ReferenceEqualityComparer.Instance);

    /// <summary>Compiles what the table says.</summary>
    /// <exception cref="RoutingException">An expression is none.</exception>
    public Snapshot(RoutingTable table, IReadOnlyDictionary<string, SnapshotUpstream> upstreams, TimeProvider time)
    {
        (Table, Upstreams, Cache) = (table, upstreams, new RouteCaching(time));
        foreach (var route in table.Routes) _terms[route] = (new PartialRedirects(route), new CacheTerms(route));
    }

    /// <summary>The routes.</summary>
    public RoutingTable Table { get; }

    /// <summary>Locations and instances by application or service.</summary>
    public IReadOnlyDictionary<string, SnapshotUpstream> Upstreams { get; }

    /// <summary>The cache of all routes.</summary>
    public RouteCaching Cache { get; }

    public IEnumerable<Backend> Backends => Upstreams.Values.SelectMany(upstream => upstream.Backends);

    /// <summary>Where one of the route's partial redirects sends a request; null when none does.</summary>
    public Redirection? Redirect(RoutedUrl route, RequestPath request) => _terms[route].Redirects.Find(request);

    /// <summary>The route's cache settings.</summary>
    public CacheTerms CacheTermsOf(RoutedUrl route) => _terms[route].Cache;
}

/// <summary>An application or service that routes name.</summary>
internal sealed record SnapshotUpstream(LocationTable Locations, Backend[] Backends)
{
    /// <summary>One of the instances: any, or with <paramref name="stickyTo"/> always the same one for the same client,
    /// which only those clients lose whose instance goes.</summary>
    public Backend? Choose(string? stickyTo) => Backends switch
    {
        [] => null,
        [var only] => only,
        _ when stickyTo is null => Backends[Random.Shared.Next(Backends.Length)],
        _ => Backends.MaxBy(backend => Weight($"{stickyTo} {backend.Instance.Name}")),
    };

    private static ulong Weight(string text)
    {
        // FNV-1a with a finishing mix: the same in every run of the daemon, as string.GetHashCode is not.
        var hash = 14695981039346656037UL;
        foreach (var letter in text) hash = (hash ^ letter) * 1099511628211UL;
        hash ^= hash >> 32;
        return hash * 0x9E3779B97F4A7C15UL ^ hash >> 29;
    }
}
