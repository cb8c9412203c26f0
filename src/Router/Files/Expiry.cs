using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Sundog.Routing;

/// <summary>How long a client may keep an answer.</summary>
internal static class Expiry
{
    public static void Set(HttpResponse response, TimeSpan expires)
    {
        response.Headers.CacheControl = $"max-age={(long)expires.TotalSeconds}";
        response.Headers.Expires = HeaderUtilities.FormatDate(DateTimeOffset.UtcNow + expires);
    }
}
