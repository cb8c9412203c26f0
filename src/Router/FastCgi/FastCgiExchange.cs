using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>One request over one connection to a FastCGI server, PHP-FPM above all.</summary>
internal sealed class FastCgiExchange(HttpContext context, Stream connection, Action<string> complain)
{
    /// <summary>Has the script run and sends what it answers.</summary>
    /// <exception cref="IOException">The server broke off before it had answered.</exception>
    public async Task RunAsync(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var sending = SendAsync(parameters, ended.Token);
        try
        {
            await ReceiveAsync(context.RequestAborted);
        }
        finally
        {
            // A script need not read its body; what it answers counts.
            await ended.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken cancellation)
    {
        await connection.WriteAsync((byte[])[.. Record.Begin(), .. Parameters.Encode(parameters)], cancellation);

        var record = new byte[Record.HeaderLength + 32 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(record.AsMemory(Record.HeaderLength), cancellation)) > 0)
        {
            Record.WriteHeader(record, Record.StandardInput, read);
            await connection.WriteAsync(record.AsMemory(0, Record.HeaderLength + read), cancellation);
        }

        await connection.WriteAsync(Record.Of(Record.StandardInput, []), cancellation);
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        var response = new ScriptResponse(context.Response);
        var header = new byte[Record.HeaderLength];
        var content = new byte[ushort.MaxValue + byte.MaxValue];
        while (true)
        {
            await connection.ReadExactlyAsync(header, cancellation);
            var (type, length, padding) = Record.ReadHeader(header);
            await connection.ReadExactlyAsync(content.AsMemory(0, length + padding), cancellation);
            switch (type)
            {
                case Record.StandardOutput when length > 0:
                    await response.WriteAsync(content.AsMemory(0, length), cancellation);
                    break;
                case Record.StandardError when length > 0:
                    complain(Encoding.UTF8.GetString(content.AsSpan(0, length)).TrimEnd());
                    break;
                case Record.EndRequest:
                    if (!response.HasHeader) throw new IOException("the script ended without a header");
                    return;
            }
        }
    }
}
