using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class StreamingTests
{
    private static readonly WebLocation All = new() { Path = "/", Passthru = Passthru.Application };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_application_flushes_arrives_before_it_ends()
    {
        await using var site = await Site.StartAsync();
        var seen = new TaskCompletionSource();
        site.Update("http", [All], site.Application(async context =>
        {
            await context.Response.WriteAsync("data: 1\n", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await seen.Task;
            await context.Response.WriteAsync("data: 2\n", Cancel);
        }));
        using var reader = new StreamReader(await site.Client.GetStreamAsync("/", Cancel));
        Assert.Equal("data: 1", await reader.ReadLineAsync(Cancel));
        seen.SetResult();
        Assert.Equal("data: 2", await reader.ReadLineAsync(Cancel));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_body_is_passed_on_as_it_comes_unless_it_is_buffered(bool buffered, bool begins)
    {
        await using var site = await Site.StartAsync();
        var begun = new TaskCompletionSource();
        site.Update("http", [All with { RequestBuffering = buffered }], site.Application(async context =>
        {
            begun.SetResult();
            await context.Request.Body.CopyToAsync(context.Response.Body, Cancel);
        }));

        var more = new TaskCompletionSource();
        var sending = site.Client.PostAsync("/", new SlowContent("first ", more.Task, "second"), Cancel);
        if (begins) await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        else await Assert.ThrowsAsync<TimeoutException>(() => begun.Task.WaitAsync(TimeSpan.FromMilliseconds(200), Cancel));
        more.SetResult();
        Assert.Equal("first second", await (await sending).Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_web_socket_passes(bool buffered)
    {
        await using var site = await Site.StartAsync();
        var sockets = new WebSocketMiddleware(EchoAsync, Options.Create(new WebSocketOptions()), NullLoggerFactory.Instance);
        site.Update("http", [All with { RequestBuffering = buffered }], site.Application(sockets.Invoke));

        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://{site.Router.Endpoint}/chat"), Cancel);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(Encoding.UTF8.GetBytes($"message {i}"), WebSocketMessageType.Text, true, Cancel);
            var buffer = new byte[100];
            var received = await client.ReceiveAsync(buffer, Cancel);
            Assert.Equal($"message {i}", Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[100];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, Cancel);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, Cancel);
        }
    }

    private sealed class SlowContent(string first, Task between, string second) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(first));
            await stream.FlushAsync();
            await between;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(second));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
