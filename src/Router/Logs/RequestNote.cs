using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>What the logs of an instance are told about one request.</summary>
internal sealed class RequestNote
{
    private readonly HttpContext _context;
    private readonly IWebInstance _instance;
    private readonly CountingStream? _body;

    private RequestNote(HttpContext context, IWebInstance instance, CountingStream? body) => (_context, _instance, _body) = (context, instance, body);

    /// <summary>Begins to count the bytes of the answer.</summary>
    public static RequestNote Begin(HttpContext context, IWebInstance instance)
    {
        if (instance.AccessLog is null) return new RequestNote(context, instance, null);
        var body = new CountingStream(context.Response.Body);
        context.Response.Body = body;
        return new RequestNote(context, instance, body);
    }

    /// <summary>Notes why the request failed.</summary>
    public void Error(string why) => _instance.ErrorLog?.Write(
        $"{DateTime.UtcNow:yyyy/MM/dd HH:mm:ss} [error] {why}, client: {_context.ClientAddress()}, request: \"{RequestLine(_context.Request)}\", host: \"{Escape(_context.Request.Host.Value ?? "")}\"");

    /// <summary>Notes the request in the combined format.</summary>
    public void End()
    {
        if (_instance.AccessLog is not { } log) return;
        var status = _context.RequestAborted.IsCancellationRequested && !_context.Response.HasStarted ? 499 : _context.Response.StatusCode;
        log.Write(Combined(
            _context.ClientAddress().ToString(), DateTimeOffset.UtcNow, RequestLine(_context.Request), status, _body!.Count,
            _context.Request.Headers.Referer.ToString(), _context.Request.Headers.UserAgent.ToString()));
    }

    /// <summary>A line of the combined format.</summary>
    public static string Combined(string client, DateTimeOffset time, string request, int status, long bytes, string referer, string agent)
    {
        var clock = time.ToString("dd/MMM/yyyy:HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        return $"{client} - - [{clock}] \"{request}\" {status} {bytes} \"{OrDash(referer)}\" \"{OrDash(agent)}\"";
    }

    private static string RequestLine(HttpRequest request) => $"{Escape(request.Method)} {Escape(request.RawTarget())} {request.Protocol}";

    private static string OrDash(string text) => text.Length == 0 ? "-" : Escape(text);

    /// <summary>Keeps a line one line and a quoted text quoted.</summary>
    private static string Escape(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && text.AsSpan().IndexOfAny('"', '\\', '\x7f') < 0
        ? text
        : string.Concat(text.Select(letter => letter is < ' ' or '"' or '\\' or '\x7f' ? $"\\x{(int)letter:X2}" : letter.ToString()));
}
