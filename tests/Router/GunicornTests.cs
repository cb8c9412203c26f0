using System.Diagnostics;
using System.Net.Sockets;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class GunicornTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wsgi_application_on_a_unix_socket_answers()
    {
        var program = new[] { "/usr/bin/gunicorn", "/usr/local/bin/gunicorn" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "gunicorn is not installed");
        using var root = new Root().With("app/wsgi.py", """
            def application(environ, start_response):
                body = environ['wsgi.input'].read(int(environ.get('CONTENT_LENGTH') or 0))
                start_response('200 OK', [('Content-Type', 'text/plain')])
                return [environ['REQUEST_METHOD'].encode(), b' ', environ['PATH_INFO'].encode(), b' ', body]
            """).With("app/static/a.txt", "static");
        var socket = Path.Combine(root.Path, "app.sock");
        using var gunicorn = Process.Start(new ProcessStartInfo(program!, ["--bind", $"unix:{socket}", "--log-level", "error", "wsgi:application"]) { WorkingDirectory = root.App })!;
        try
        {
            for (var i = 0; i < 400 && !File.Exists(socket); i++) await Task.Delay(25, Cancel);
            await using var site = await Site.StartAsync(
                new TestInstance("app.0", new UnixDomainSocketEndPoint(socket), root.Files),
                new WebLocation { Path = "/", Root = "", Passthru = Passthru.Application, Allow = false },
                new WebLocation { Path = "/static", Root = "static" });
            for (var i = 0; i < 30; i++)
            {
                var request = new HttpRequestMessage(HttpMethod.Post, "/wsgi.py") { Content = new StringContent($"body {i}"), Headers = { TransferEncodingChunked = true } };
                Assert.Equal($"POST /wsgi.py body {i}", await (await site.Client.SendAsync(request, Cancel)).Content.ReadAsStringAsync(Cancel));
            }

            Assert.Equal("static", await site.Client.GetStringAsync("/static/a.txt", Cancel));
        }
        finally
        {
            gunicorn.Kill(entireProcessTree: true);
            await gunicorn.WaitForExitAsync(CancellationToken.None);
        }
    }
}
