using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sundog.Configuration;

namespace Sundog.Routing;

/// <summary>A request's body on its way to the application: its bound and its buffering.</summary>
internal static class RequestBody
{
    /// <summary>Sets the bound; false when the request announces that it is larger.</summary>
    public static bool Limit(HttpContext context, WebLocation location)
    {
        if (context.Request.ContentLength is null) context.Request.Body = new BoundedStream(context.Request.Body, location.MaxRequestSize);
        return !(context.Request.ContentLength > location.MaxRequestSize);
    }

    /// <summary>Reads the body whole, the large part of it into a temporary file, so that a slow client does not occupy a process of the
    /// application, and so that the application is told the length of a chunked body, which many cannot read otherwise.</summary>
    /// <exception cref="BadHttpRequestException">The body is larger than the bound, or not well-formed.</exception>
    public static async Task BufferAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true) return;
        if (context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true) return;

        request.EnableBuffering();
        await request.Body.DrainAsync(context.RequestAborted);
        request.Body.Position = 0;
        if (request.Headers.Remove(HeaderNames.TransferEncoding)) request.ContentLength = request.Body.Length;
    }
}
