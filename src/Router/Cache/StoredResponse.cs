using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Sundog.Routing;

/// <summary>An answer that is kept.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers that it was sent with, without those of its connection.</param>
/// <param name="Body">The body.</param>
/// <param name="Stored">When it was kept.</param>
/// <param name="FreshUntil">Until when it may be sent without asking.</param>
internal sealed record StoredResponse(
    int Status, KeyValuePair<string, StringValues>[] Headers, ReadOnlyMemory<byte> Body, DateTimeOffset Stored, DateTimeOffset FreshUntil)
{
    /// <summary>What belongs to one connection or one answer alone.</summary>
    private static readonly HashSet<string> NotKept = new(StringComparer.OrdinalIgnoreCase)
    {
        RouteCaching.Header, HeaderNames.Age, HeaderNames.Connection, HeaderNames.ContentLength, HeaderNames.KeepAlive, HeaderNames.TransferEncoding,
    };

    /// <summary>Keeps a response that has been sent.</summary>
    public static StoredResponse Of(HttpResponse response, ReadOnlyMemory<byte> body, DateTimeOffset now, TimeSpan lifetime) =>
        new(response.StatusCode, [.. response.Headers.Where(header => !NotKept.Contains(header.Key))], body, now, now + lifetime);

    /// <summary>The request headers by which answers of this address differ.</summary>
    public string[] Varying => [.. Headers.Where(header => header.Key.Equals(HeaderNames.Vary, StringComparison.OrdinalIgnoreCase))
        .SelectMany(header => header.Value.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Has the application asked whether this is still what it would answer; false when it cannot be asked.</summary>
    public bool TryAskAgain(IHeaderDictionary request)
    {
        // A client that asks by itself gets its own answer.
        if (Status != 200 || request.IfNoneMatch.Count > 0 || request.IfModifiedSince.Count > 0) return false;
        request.IfNoneMatch = ValueOf(HeaderNames.ETag);
        request.IfModifiedSince = ValueOf(HeaderNames.LastModified);
        return request.IfNoneMatch.Count > 0 || request.IfModifiedSince.Count > 0;
    }

    /// <summary>The same answer with the headers, and the time, of the 304 that has confirmed it.</summary>
    public StoredResponse Confirmed(HttpResponse by, DateTimeOffset now, TimeSpan lifetime)
    {
        var headers = new Dictionary<string, StringValues>(Headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in by.Headers)
            if (!NotKept.Contains(name)) headers[name] = value;
        return this with { Headers = [.. headers], Stored = now, FreshUntil = now + lifetime };
    }

    /// <summary>Sends it, or 304 when the client has it.</summary>
    public async Task SendAsync(HttpContext context, DateTimeOffset now)
    {
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        response.Headers[RouteCaching.Header] = "HIT";
        response.Headers.Age = $"{Math.Max(0, (long)(now - Stored).TotalSeconds)}";

        if (Status == StatusCodes.Status200OK && Conditions.IsUnchanged(context.Request, response))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.ContentLength = null;
            return;
        }

        response.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(Body, context.RequestAborted);
    }

    private StringValues ValueOf(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
