using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class InstanceListenerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_serves_its_locations_on_a_socket_of_its_own()
    {
        using var root = new Root().With("app/static/a.txt", "static");
        await using var site = await Site.StartAsync();
        var instance = site.Application(context => context.Response.WriteAsync($"app {context.Request.Host}"), files: root.Files);
        var server = WebServer.Default with
        {
            Locations = new(
            [
                new("/", new WebLocation { Path = "/", Passthru = Passthru.Application }),
                new("/static", new WebLocation { Path = "/static", Root = "static" }),
            ]),
        };

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        var endpoint = socket.LocalEndPoint!;
        await using (new InstanceListener(socket, "app", server, instance))
        {
            Assert.Equal("static", await site.Client.GetStringAsync($"http://{endpoint}/static/a.txt", Cancel));
            var request = new HttpRequestMessage(HttpMethod.Get, $"http://{endpoint}/") { Headers = { Host = "api.internal" } };
            Assert.Equal("app api.internal", await (await site.Client.SendAsync(request, Cancel)).Content.ReadAsStringAsync(Cancel));
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => site.Client.GetStringAsync($"http://{endpoint}/", Cancel));
    }

    [Fact]
    public async Task Each_request_leaves_one_line_in_the_access_log_and_each_failure_one_in_the_error_log()
    {
        var (access, error) = (new MemoryStream(), new MemoryStream());
        await using (var accessLog = new LineLog(access))
        await using (var errorLog = new LineLog(error))
        await using (var site = await Site.StartAsync(
            new TestInstance("app.0", new IPEndPoint(IPAddress.Loopback, 1)) { AccessLog = accessLog, ErrorLog = errorLog },
            new WebLocation { Path = "/", Passthru = Passthru.Application }))
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/a?b=c");
            request.Headers.TryAddWithoutValidation("User-Agent", "quoted \"agent\"");
            await site.Client.SendAsync(request, Cancel);
            await site.Router.StopAsync(TimeSpan.FromSeconds(20));
        }

        Assert.Matches(
            new Regex("""^127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET /a\?b=c HTTP/1\.1" 502 [1-9]\d* "-" "quoted \\x22agent\\x22"\n$"""),
            System.Text.Encoding.UTF8.GetString(access.ToArray()));
        Assert.Matches(new Regex("""^\d{4}/.* \[error\] web of app does not listen on port 1 yet.*\n$"""), System.Text.Encoding.UTF8.GetString(error.ToArray()));
    }

    [Fact]
    public async Task Listeners_share_one_server_that_runs_only_while_somebody_is_connected()
    {
        var server = new SharedServer(TimeSpan.FromMilliseconds(20));
        var (first, firstAddress) = Listen("first", server);
        var (second, secondAddress) = Listen("second", server);
        await using (first)
        await using (second)
        {
            for (var round = 0; round < 3; round++)
            {
                Assert.False(server.IsRunning);
                using (var client = new HttpClient())
                {
                    Assert.Equal("first", await client.GetStringAsync(firstAddress, Cancel));
                    Assert.Equal("second", await client.GetStringAsync(secondAddress, Cancel));
                    Assert.True(server.IsRunning);
                }

                for (var i = 0; i < 1000 && server.IsRunning; i++) await Task.Delay(10, Cancel);
            }
        }
    }

    private static (WebListener Listener, Uri Address) Listen(string answer, SharedServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = new Uri($"http://{socket.LocalEndPoint}/");
        return (WebListener.Start([socket], context => context.Response.WriteAsync(answer), server), address);
    }

    [Fact]
    public async Task A_stopping_listener_finishes_what_it_answers_and_breaks_off_what_takes_too_long()
    {
        await using var site = await Site.StartAsync();
        var (begun, end) = (new SemaphoreSlim(0), new TaskCompletionSource());
        site.Update("http", [], site.Application(async context =>
        {
            begun.Release();
            await (context.Request.Path == "/long" ? Task.Delay(Timeout.Infinite, context.RequestAborted) : end.Task);
            await context.Response.WriteAsync(new string('x', 1_000_000), Cancel);
        }));
        var (whole, broken) = (site.Client.GetStringAsync("/", Cancel), site.Client.GetStringAsync("/long", Cancel));
        await begun.WaitAsync(Cancel);
        await begun.WaitAsync(Cancel);

        var stopping = site.Router.StopAsync(TimeSpan.FromSeconds(1));
        end.SetResult();
        Assert.Equal(1_000_000, (await whole).Length);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => broken);
    }

    [Fact]
    public async Task A_log_that_stalls_holds_up_nobody()
    {
        await using var stalled = new StalledStream();
        await using var log = new LineLog(stalled);
        for (var i = 0; i < 100_000; i++) log.Write("line");
        stalled.Resume();
        await stalled.Caught.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    /// <summary>Takes nothing until it is told to, then reports the note of the lost lines.</summary>
    private sealed class StalledStream : MemoryStream
    {
        private readonly TaskCompletionSource _resumed = new();
        private readonly TaskCompletionSource _caught = new();

        public Task Caught => _caught.Task;

        public void Resume() => _resumed.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _resumed.Task;
            if (System.Text.Encoding.UTF8.GetString(buffer.Span).Contains("lines were lost here")) _caught.TrySetResult();
        }
    }
}
