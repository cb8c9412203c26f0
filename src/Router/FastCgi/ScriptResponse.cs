using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Sundog.Routing;

/// <summary>Turns a script's output into a response: first the lines of the header, then the body.</summary>
internal sealed class ScriptResponse(HttpResponse response)
{
    private const int MaxHeader = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _header = new();

    /// <summary>Whether the header is complete.</summary>
    public bool HasHeader { get; private set; }

    /// <summary>Takes a part of the output.</summary>
    /// <exception cref="IOException">The header is longer than a header can be.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellation)
    {
        if (HasHeader)
        {
            await response.Body.WriteAsync(output, cancellation);
            return;
        }

        _header.Write(output.Span);
        var all = _header.WrittenMemory;
        var (end, body) = EndOfHeader(all.Span);
        if (end < 0)
        {
            if (all.Length > MaxHeader) throw new IOException("the script's header is too long");
            return;
        }

        HasHeader = true;
        SetHeader(Encoding.UTF8.GetString(all.Span[..end]));
        if (body < all.Length) await response.Body.WriteAsync(all[body..], cancellation);
    }

    /// <summary>Where the header ends and where the body begins; -1 when the empty line has not come yet.</summary>
    private static (int End, int Body) EndOfHeader(ReadOnlySpan<byte> output)
    {
        var (carriage, line) = (output.IndexOf("\r\n\r\n"u8), output.IndexOf("\n\n"u8));
        if (carriage >= 0 && (line < 0 || carriage < line)) return (carriage, carriage + 4);
        return (line, line + 2);
    }

    private void SetHeader(string header)
    {
        var status = 0;
        foreach (var line in header.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':');
            if (colon <= 0) continue;
            var (name, value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
            switch (name.ToLowerInvariant())
            {
                case "status":
                    _ = int.TryParse(value.Split(' ')[0], out status);
                    break;
                case "connection" or "transfer-encoding" or "keep-alive":
                    break;
                default:
                    response.Headers.Append(name, value);
                    break;
            }
        }

        if (status == 0) status = response.Headers.ContainsKey(HeaderNames.Location) ? 302 : 200;
        response.StatusCode = status;
    }
}
