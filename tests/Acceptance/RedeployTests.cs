using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Sundog.Acceptance.Tests;

/// <summary>Web and workers are replaced while somebody uses them.</summary>
public sealed class RedeployTests : IAsyncLifetime
{
    private const string Configuration = """
        applications:
          shop:
            type: "python:3.11"
            mounts:
              data: {source: storage, source_path: data}
            web:
              commands: {start: exec python3 server.py 1}
              locations: {/: {passthru: true}}
            workers:
              queue:
                commands:
                  start: |
                    trap 'sleep 0.2; echo end >> data/$WHO; exit' TERM
                    exec 9> data/lock
                    flock -n 9 || echo contention >> data/contentions
                    echo begin >> data/$WHO
                    while :; do sleep 1000 9>&- & wait $!; done
                variables: {env: {WHO: queue}}
        """;

    private const string Server = """
        import base64, hashlib, os, sys, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                if self.headers.get("Upgrade", "").lower() == "websocket":
                    key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                    self.send_response(101)
                    self.send_header("Upgrade", "websocket")
                    self.send_header("Connection", "Upgrade")
                    self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
                    self.end_headers()
                    self.wfile.write(b"\x81\x01" + sys.argv[1].encode())
                    while self.connection.recv(100): pass
                    self.close_connection = True
                    return
                if self.path == "/slow":
                    open("data/slow", "w").close()
                    while not os.path.exists("data/go"): time.sleep(0.05)
                body = sys.argv[1].encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_): pass

        ThreadingHTTPServer.daemon_threads = True
        ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
        """;

    // Ten thousand of them take some hours.
    private static readonly int s_redeploys = int.TryParse(Environment.GetEnvironmentVariable("SUNDOG_REDEPLOYS"), out var redeploys) ? redeploys : 20;

    private readonly Machine _machine = new();
    private Project _project = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _project = Project.Of(_machine, Configuration);
        _project.Write("server.py", Server);
        _http = new HttpClient { BaseAddress = Project.Url(await _project.UpAsync()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _project.DownAsync(volumes: true);
        await _machine.DisposeAsync();
    }

    [Fact]
    public async Task No_request_is_lost_while_web_is_replaced_and_a_slow_one_is_answered_by_the_old_one()
    {
        using var ending = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(HttpMethod.Post, ending.Token)));
        var slow = _http.GetStringAsync("slow", Cancellation);
        await Until.TrueAsync(async () => await _project.ReadAsync("", "ls data") is var files && files.Contains("slow"), "the slow request to begin");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_http.BaseAddress!) { Scheme = "ws" }.Uri, Cancellation);
        Assert.Equal("1", await HearAsync(socket));

        _project.Replace("server.py 1", "server.py 2");
        var up = _project.UpAsync();
        await Until.TrueAsync(async () => await _http.GetStringAsync("", Cancellation) == "2", "the new one to answer");
        Assert.False(up.IsCompleted, "the old one has not answered everything yet");
        await _project.ReadAsync("", "touch data/go");
        Assert.Contains("beside the one that runs", (await up).Error);
        Assert.Equal("1", await slow);
        await (_project.RunAsync("redeploy"));
        using var next = new ClientWebSocket();
        await next.ConnectAsync(new UriBuilder(_http.BaseAddress!) { Scheme = "ws" }.Uri, Cancellation);
        Assert.Equal("2", await HearAsync(next));

        await ending.CancelAsync();
        var answers = (await load).SelectMany(all => all).ToList();
        Assert.Equal(["1", "2"], answers.Distinct().Order());
    }

    [Fact]
    public async Task A_new_web_that_does_not_listen_leaves_everything_as_it_is_and_says_so()
    {
        var before = await _project.PidsAsync();
        _project.Replace("exec python3 server.py 1", "echo out of order; exit 1");
        _project.Replace("WHO: queue", "WHO: line");
        var up = await _project.RunAsync("up");

        Assert.Equal(1, up.Code);
        Assert.Contains("the new shop does not listen on its PORT, the old one goes on", up.Error);
        Assert.Contains("out of order", up.Error);
        Assert.Contains("the previous deployment runs; the new one does not", up.Error);
        Assert.Equal(before, await _project.PidsAsync());
        Assert.Equal("1", await _http.GetStringAsync("", Cancellation));
    }

    [Fact]
    public async Task While_a_deploy_hook_runs_requests_wait_for_the_new_web_and_what_cannot_wait_is_told()
    {
        _project.Replace("    mounts:", "    hooks: {build: \"true\", deploy: \"while [ ! -e data/go ]; do sleep 0.1; done\"}\n    mounts:");
        _project.Replace("server.py 1", "server.py 2");
        var up = _project.UpAsync();
        await Until.TrueAsync(async () => (await _http.PostAsync("", null, Cancellation)).StatusCode == HttpStatusCode.ServiceUnavailable, "requests to be held");
        var held = _http.GetStringAsync("", Cancellation);
        await Until.TrueAsync(async () => (await _project.SshAsync("", "pgrep -f data/go")).Code == 0, "the hook to run");
        Assert.False(held.IsCompleted);
        await _project.ReadAsync("", "touch data/go");

        Assert.Equal("2", await held);
        await up;
    }

    [Fact]
    public async Task Two_copies_of_a_worker_never_overlap()
    {
        for (var i = 0; i < s_redeploys; i++)
        {
            (await _project.RunAsync("redeploy")).Succeeded();
        }

        Assert.Equal(1, (await _project.SshAsync("queue", "test -e data/contentions")).Code);
        var expected = Enumerable.Range(0, (2 * s_redeploys) + 1).Select(line => line % 2 == 0 ? "begin" : "end").ToArray();
        await Until.TrueAsync(async () => (await LinesAsync()).Length == expected.Length, "the last one to begin");
        Assert.Equal(expected, await LinesAsync());

        async Task<string[]> LinesAsync() => (await _project.ReadAsync("queue", "cat data/queue")).Split('\n');
    }

    [Fact]
    public async Task Copies_of_a_worker_overlap_where_that_is_chosen()
    {
        (await _project.RunAsync("resources:set", "--strategy", "shop--queue:rolling")).Succeeded();
        Assert.Contains("rolling", (await _project.RunAsync("resources:get")).Output.Split('\n').Single(line => line.StartsWith("shop--queue", StringComparison.Ordinal)));
        (await _project.RunAsync("redeploy")).Succeeded();

        await Until.TrueAsync(async () => await _project.ReadAsync("queue", "cat data/queue | tr '\\n' ' '") == "begin begin end", "the new one to begin before the old one ends");
    }

    private async Task<List<string>> AskAsync(HttpMethod method, CancellationToken ending)
    {
        var answers = new List<string>();
        while (!ending.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(method, "");
            using var answer = await _http.SendAsync(request, Cancellation);
            answers.Add(answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(Cancellation) : answer.StatusCode.ToString());
        }

        return answers;
    }

    private static async Task<string> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, Cancellation);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
