using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>Conditional requests.</summary>
internal static class Conditions
{
    /// <summary>Whether the client already has what the response's <c>ETag</c> and <c>Last-Modified</c> stand for.</summary>
    public static bool IsUnchanged(HttpRequest request, HttpResponse response)
    {
        var (asked, ours) = (request.GetTypedHeaders(), response.GetTypedHeaders());
        if (asked.IfNoneMatch is { Count: > 0 } known)
            return known.Any(theirs => theirs.Tag == "*" || (ours.ETag is { } tag && theirs.Compare(tag, useStrongComparison: false)));

        return asked.IfModifiedSince is { } since && ours.LastModified <= since;
    }
}
