using System.Text;

namespace Sundog.Routing;

/// <summary>The target of a request, taken apart.</summary>
/// <param name="Path">What routes, locations and files are looked up by: decoded, without <c>.</c>, <c>..</c> and doubled slashes.</param>
/// <param name="RawPath">As the client sent it; what an application gets.</param>
/// <param name="Query">The query with its question mark, or the empty string.</param>
internal sealed record RequestPath(string Path, string RawPath, string Query)
{
    /// <summary>What the client sent.</summary>
    public string Raw => RawPath + Query;

    /// <summary>Reads a request's target; null when it is no path or leads above the root.</summary>
    public static RequestPath? Parse(string target)
    {
        if (!target.StartsWith('/'))
        {
            if (!Uri.TryCreate(target, UriKind.Absolute, out var uri) || !uri.Scheme.StartsWith("http", StringComparison.Ordinal)) return null;
            target = uri.PathAndQuery;
        }

        if (target.IndexOf('#') is >= 0 and var fragment) target = target[..fragment];
        var mark = target.IndexOf('?');
        var (raw, query) = mark < 0 ? (target, "") : (target[..mark], target[mark..]);
        return Normalize(raw) is { } path ? new RequestPath(path, raw, query is "?" ? "" : query) : null;
    }

    /// <summary>The path and query that a passthru asks for instead; its own query comes first, the client's follows. Null when it leads above the root.</summary>
    public RequestPath? Rewrite(string target)
    {
        var mark = target.IndexOf('?');
        var (written, own) = mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
        if (Resolve(written) is not { } path) return null;

        var query = (own, Query) switch
        {
            ("", _) => Query,
            (_, "") => "?" + own,
            _ => $"?{own}&{Query[1..]}",
        };
        return new RequestPath(path, UrlText.Encode(path), query);
    }

    /// <summary>Decodes once, then resolves the segments; null when there are more <c>..</c> than segments, or a zero byte.</summary>
    private static string? Normalize(string raw) => Decode(raw) is { } decoded ? Resolve(decoded) : null;

    private static string? Resolve(string decoded)
    {
        var segments = new List<string>();
        foreach (var segment in decoded.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                if (segments.Count == 0) return null;
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        var directory = segments.Count > 0 && decoded[(decoded.LastIndexOf('/') + 1)..] is "" or "." or "..";
        return "/" + string.Join('/', segments) + (directory ? "/" : "");
    }

    private static string? Decode(string raw)
    {
        if (raw.Contains('\0')) return null;
        if (!raw.Contains('%')) return raw;

        var bytes = Encoding.UTF8.GetBytes(raw);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '%')
            {
                bytes[length++] = bytes[i];
                continue;
            }

            if (i + 2 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[i + 1]) || !char.IsAsciiHexDigit((char)bytes[i + 2])) return null;
            var value = Convert.FromHexString($"{(char)bytes[i + 1]}{(char)bytes[i + 2]}")[0];
            if (value == 0) return null;
            bytes[length++] = value;
            i += 2;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
