using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Sundog.Routing;

/// <summary>What a script is told about its request: the variables of CGI 1.1 and those that PHP applications expect of nginx.</summary>
internal static class Parameters
{
    /// <summary>The parameters of a request.</summary>
    /// <param name="context">The request, its body's length known.</param>
    /// <param name="run">The script.</param>
    /// <param name="directory">The application directory as the script's process names it.</param>
    public static List<KeyValuePair<string, string>> Of(HttpContext context, Decision.Run run, string directory)
    {
        var request = context.Request;
        var root = run.DocumentRoot.Length == 0 ? directory : $"{directory}/{run.DocumentRoot}";
        List<KeyValuePair<string, string>> parameters =
        [
            new("GATEWAY_INTERFACE", "CGI/1.1"),
            new("SERVER_SOFTWARE", "sundog"),
            new("SERVER_PROTOCOL", request.Protocol),
            new("SERVER_NAME", request.Host.Host),
            new("SERVER_ADDR", $"{context.Connection.LocalIpAddress}"),
            new("SERVER_PORT", $"{request.Host.Port ?? context.Connection.LocalPort}"),
            new("REMOTE_ADDR", $"{context.ClientAddress()}"),
            new("REMOTE_PORT", $"{context.Connection.RemotePort}"),
            new("REQUEST_SCHEME", "http"),
            new("REQUEST_METHOD", request.Method),
            new("REQUEST_URI", request.RawTarget()),
            new("QUERY_STRING", run.Query.TrimStart('?')),
            new("CONTENT_TYPE", request.ContentType ?? ""),
            new("CONTENT_LENGTH", $"{request.ContentLength}"),
            new("DOCUMENT_ROOT", root),
            new("DOCUMENT_URI", run.ScriptName + run.PathInfo),
            new("SCRIPT_NAME", run.ScriptName),
            new("SCRIPT_FILENAME", $"{directory}/{run.FilePath}"),
            new("REDIRECT_STATUS", "200"), // PHP's own guard against being called directly
        ];
        if (run.PathInfo.Length > 0)
        {
            parameters.Add(new("PATH_INFO", run.PathInfo));
            parameters.Add(new("PATH_TRANSLATED", root + run.PathInfo));
        }

        foreach (var (name, values) in request.Headers)
        {
            // A name with an underscore could pose as another header; "Proxy" would pose as the variable HTTP_PROXY.
            if (name.Contains('_') || name.Equals("Proxy", StringComparison.OrdinalIgnoreCase)) continue;
            if (name is "Content-Type" or "Content-Length") continue;
            var separator = name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase) ? "; " : ", ";
            parameters.Add(new("HTTP_" + name.ToUpperInvariant().Replace('-', '_'), string.Join(separator, values.ToArray())));
        }

        return parameters;
    }

    /// <summary>The parameters as the records that carry them, the empty last one included.</summary>
    public static byte[] Encode(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        using var content = new MemoryStream();
        foreach (var (name, value) in parameters)
        {
            var (nameBytes, valueBytes) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
            WriteLength(content, nameBytes.Length);
            WriteLength(content, valueBytes.Length);
            content.Write(nameBytes);
            content.Write(valueBytes);
        }

        using var records = new MemoryStream();
        foreach (var part in content.ToArray().Chunk(Record.MaxContent)) records.Write(Record.Of(Record.Params, part));
        records.Write(Record.Of(Record.Params, []));
        return records.ToArray();
    }

    private static void WriteLength(MemoryStream target, int length)
    {
        if (length < 128)
        {
            target.WriteByte((byte)length);
            return;
        }

        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, (uint)length | 0x8000_0000);
        target.Write(four);
    }
}
