using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Sundog.Routing;

/// <summary>An error as a page of one plain sentence: HTML for browsers, text for everything else.</summary>
internal static class ErrorPage
{
    public static async Task SendAsync(HttpContext context, int status, string sentence)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            // Too late for a page; a broken connection says at least that the answer is not whole.
            context.Abort();
            return;
        }

        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        var title = $"{status} {ReasonPhrases.GetReasonPhrase(status)}";
        var isBrowser = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        response.ContentType = isBrowser ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        var text = isBrowser
            ? $"<!doctype html>\n<html lang=\"en\"><title>{title}</title>\n<h1>{title}</h1>\n<p>{WebUtility.HtmlEncode(sentence)}</p></html>\n"
            : $"{title}\n{sentence}\n";
        var body = Encoding.UTF8.GetBytes(text);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
