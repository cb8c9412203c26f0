namespace Sundog.Configuration;

/// <summary>The server in front of the web instance's command: where the command listens, and what is served without asking it.</summary>
/// <param name="SocketFamily"><c>tcp</c> (the command gets <c>PORT</c>) or <c>unix</c> (it gets <c>SOCKET</c>).</param>
/// <param name="Protocol"><c>http</c> or <c>fastcgi</c>.</param>
/// <param name="Locations">Locations by path prefix; the longest prefix wins.</param>
public sealed record WebServer(string SocketFamily, string Protocol, Map<WebLocation> Locations)
{
    /// <summary>HTTP on a TCP port, and no locations.</summary>
    public static WebServer Default { get; } = new("tcp", "http", Map<WebLocation>.Empty);
}

/// <summary>One key under <c>web.locations</c>.</summary>
public sealed record WebLocation
{
    /// <summary>The path prefix, for example <c>/</c> or <c>/static</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The directory of static files relative to the application directory, without leading or trailing slash;
    /// empty for the application directory itself; null: nothing is served statically.</summary>
    public string? Root { get; init; }

    /// <summary>Where requests go that are disallowed or match no file.</summary>
    public Passthru Passthru { get; init; } = Passthru.None;

    /// <summary>Files tried for a directory.</summary>
    public Sequence<string> Index { get; init; } = Sequence<string>.Empty;

    /// <summary>How long clients may keep a static file; null: no header.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>Whether files that no rule matches may be served.</summary>
    public bool Allow { get; init; } = true;

    /// <summary>Whether PHP files are run rather than delivered.</summary>
    public bool Scripts { get; init; } = true;

    /// <summary>Headers of static responses.</summary>
    public Map<string> Headers { get; init; } = Map<string>.Empty;

    /// <summary>Whether a request is read whole before it is passed on.</summary>
    public bool RequestBuffering { get; init; } = true;

    /// <summary>The largest request body, in bytes; 250 MiB unless given.</summary>
    public long MaxRequestSize { get; init; } = 262_144_000;

    /// <summary>Rules in the order of the file; the first whose expression matches applies.</summary>
    public Sequence<WebRule> Rules { get; init; } = Sequence<WebRule>.Empty;

    /// <summary>Where it stands.</summary>
    public Place Place { get; init; }
}

/// <summary>A rule of a location: what it gives replaces what the location says, what it leaves out is the location's.</summary>
/// <param name="Expression">A PCRE expression on the request path, not anchored unless written so.</param>
/// <param name="Allow">Whether matching files may be served; null: as the location.</param>
/// <param name="Passthru">Null: as the location.</param>
/// <param name="Expires">Null: as the location; <see cref="TimeSpan.MinValue"/>: no header.</param>
/// <param name="Scripts">Null: as the location.</param>
/// <param name="Headers">Null: as the location; otherwise replaces all of the location's headers.</param>
public sealed record WebRule(string Expression, bool? Allow, Passthru? Passthru, TimeSpan? Expires, bool? Scripts, Map<string>? Headers);

/// <summary>Where a request goes that no file answers.</summary>
/// <param name="IsOn">Whether it goes to the application at all.</param>
/// <param name="Target">The path of a front controller, perhaps with a query string; null: the application with the original path.</param>
public sealed record Passthru(bool IsOn, string? Target)
{
    /// <summary>To nobody: 404 when missing, 403 when disallowed.</summary>
    public static Passthru None { get; } = new(false, null);

    /// <summary>To the application.</summary>
    public static Passthru Application { get; } = new(true, null);
}
