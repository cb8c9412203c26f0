using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Sundog.Routing;

/// <summary>Delivers a file: type, validators, ranges, <c>expires</c>, <c>headers</c>, compression.</summary>
internal static class StaticFile
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    public static async Task SendAsync(HttpContext context, Decision.Serve decision, IFileTree files)
    {
        using var file = decision.File;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await ErrorPage.SendAsync(context, 405, $"{context.Request.Path} is a file: it can be fetched, not changed.");
            return;
        }

        SetHeaders(context, decision.Terms);
        var type = context.Response.ContentType ?? (Types.TryGetContentType(decision.FilePath, out var known) ? known : "application/octet-stream");

        var compression = Compressions.Choose(context.Request.Headers, context.Request.Headers.Range.Count > 0);
        foreach (var accepted in compression)
        {
            if (files.Find(decision.FilePath + accepted.Suffix()) is not { } compressed) continue;
            using (compressed)
            {
                if (compressed.Kind != EntryKind.File) continue;
                SetEncoding(context, accepted);
                await SendWholeAsync(context, compressed, type);
                return;
            }
        }

        var compresses = decision.Terms.Expires > TimeSpan.Zero && Compressions.Compresses(type);
        if (compresses && compression.Length > 0) await SendCompressedAsync(context, file, type, compression[0]);
        else await SendWholeAsync(context, file, type);
    }

    private static void SetHeaders(HttpContext context, Terms terms)
    {
        var headers = context.Response.Headers;
        var ownsCacheControl = false;
        foreach (var (name, value) in terms.Headers)
        {
            ownsCacheControl |= name.Equals(HeaderNames.CacheControl, StringComparison.OrdinalIgnoreCase);
            headers[name] = value;
        }

        // The star is of no use to requests with credentials, so the platform names the origin that asks.
        if (headers.AccessControlAllowOrigin == "*")
        {
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            if (context.Request.Headers.Origin is { Count: > 0 } origin) headers.AccessControlAllowOrigin = origin;
        }

        if (terms.Expires is { } expires && !ownsCacheControl) Expiry.Set(context.Response, expires);
    }

    private static void SetEncoding(HttpContext context, Compression compression)
    {
        context.Response.Headers.ContentEncoding = compression.Name();
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
    }

    private static async Task SendWholeAsync(HttpContext context, FoundEntry file, string type)
    {
        var stream = new FileStream(file.Handle!, FileAccess.Read, bufferSize: 0);
        await TypedResults
            .Stream(stream, type, lastModified: file.Modified, entityTag: new EntityTagHeaderValue(file.EntityTag), enableRangeProcessing: true)
            .ExecuteAsync(context);
    }

    private static async Task SendCompressedAsync(HttpContext context, FoundEntry file, string type, Compression compression)
    {
        SetEncoding(context, compression);
        context.Response.Headers.ETag = $"W/{file.EntityTag}";
        context.Response.Headers.LastModified = HeaderUtilities.FormatDate(file.Modified);
        if (Conditions.IsUnchanged(context.Request, context.Response))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = type;
        if (HttpMethods.IsHead(context.Request.Method)) return;

        await using var source = new FileStream(file.Handle!, FileAccess.Read, bufferSize: 0);
        await using var target = compression.Wrap(context.Response.Body);
        await source.CopyToAsync(target, context.RequestAborted);
    }
}
