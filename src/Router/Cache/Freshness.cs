using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>How long an answer may be kept.</summary>
internal static class Freshness
{
    /// <summary>The sum of a time and any number of seconds might not be a time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>The answer's own word, or the default when it has none; zero: not at all.</summary>
    /// <param name="response">Status and headers.</param>
    /// <param name="defaultTtl">For an answer without <c>Cache-Control</c>.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan Of(HttpResponse response, TimeSpan defaultTtl, DateTimeOffset now)
    {
        var headers = response.Headers;
        if (response.StatusCode is not (200 or 203 or 301 or 302 or 304 or 307 or 308 or 404 or 410)) return TimeSpan.Zero;
        if (headers.SetCookie.Count > 0 || headers.Vary.ToString().Contains('*')) return TimeSpan.Zero;

        var typed = response.GetTypedHeaders();
        if (typed.CacheControl is { } control)
        {
            if (control.Private || control.NoCache || control.NoStore) return TimeSpan.Zero;
            if ((control.SharedMaxAge ?? control.MaxAge) is { } age) return age < Longest ? age : Longest;
        }

        if (typed.Expires is { } expires) return expires > now ? expires - now : TimeSpan.Zero;
        return headers.CacheControl.Count == 0 ? defaultTtl : TimeSpan.Zero;
    }
}
