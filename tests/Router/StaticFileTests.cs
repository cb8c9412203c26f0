using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class StaticFileTests : IDisposable
{
    private readonly Root _root = new Root().With("app/public/index.html", "<p>hello</p>").With("app/public/data.bin", "0123456789");

    private static readonly WebLocation Public = new() { Path = "/", Root = "public", Index = ["index.html"] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_static_site_needs_no_command()
    {
        await using var site = await Site.StartAsync(_root.Instance, Public);
        var response = await site.Client.GetAsync("/", Cancel);
        Assert.Equal("<p>hello</p>", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("text/html", response.Content.Headers.ContentType?.ToString());
        Assert.NotNull(response.Headers.ETag);
        Assert.NotNull(response.Content.Headers.LastModified);
        Assert.Null(response.Headers.CacheControl);
    }

    [Fact]
    public async Task A_known_file_is_not_sent_again()
    {
        await using var site = await Site.StartAsync(_root.Instance, Public);
        var tag = (await site.Client.GetAsync("/data.bin", Cancel)).Headers.ETag!;
        var request = new HttpRequestMessage(HttpMethod.Get, "/data.bin") { Headers = { IfNoneMatch = { tag } } };
        Assert.Equal(HttpStatusCode.NotModified, (await site.Client.SendAsync(request, Cancel)).StatusCode);

        _root.With("app/public/data.bin", "changed content");
        request = new HttpRequestMessage(HttpMethod.Get, "/data.bin") { Headers = { IfNoneMatch = { tag } } };
        Assert.Equal(HttpStatusCode.OK, (await site.Client.SendAsync(request, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_part_of_a_file_can_be_fetched()
    {
        await using var site = await Site.StartAsync(_root.Instance, Public);
        var request = new HttpRequestMessage(HttpMethod.Get, "/data.bin") { Headers = { Range = new RangeHeaderValue(2, 4) } };
        var response = await site.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("234", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_body()
    {
        await using var site = await Site.StartAsync(_root.Instance, Public);
        var response = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/data.bin"), Cancel);
        Assert.Equal(10, response.Content.Headers.ContentLength);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_file_cannot_be_posted_to()
    {
        await using var site = await Site.StartAsync(_root.Instance, Public);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await site.Client.PostAsync("/data.bin", null, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Expires_and_headers_are_sent_with_files_and_a_rules_headers_replace_the_locations()
    {
        var location = Public with
        {
            Expires = TimeSpan.FromHours(1),
            Headers = new([new("X-Frame-Options", "SAMEORIGIN")]),
            Rules = [new(@"\.bin$", null, null, TimeSpan.MinValue, null, new([new("X-Kind", "binary")]))],
        };
        await using var site = await Site.StartAsync(_root.Instance, location);
        var page = await site.Client.GetAsync("/", Cancel);
        Assert.Equal(TimeSpan.FromHours(1), page.Headers.CacheControl?.MaxAge);
        Assert.Equal("SAMEORIGIN", Assert.Single(page.Headers.GetValues("X-Frame-Options")));

        var data = await site.Client.GetAsync("/data.bin", Cancel);
        Assert.Null(data.Headers.CacheControl);
        Assert.False(data.Headers.Contains("X-Frame-Options"));
        Assert.Equal("binary", Assert.Single(data.Headers.GetValues("X-Kind")));
    }

    [Fact]
    public async Task A_written_cache_control_wins_over_expires()
    {
        var location = Public with { Expires = TimeSpan.FromHours(1), Headers = new([new("Cache-Control", "private, max-age=9")]) };
        await using var site = await Site.StartAsync(_root.Instance, location);
        Assert.Equal(TimeSpan.FromSeconds(9), (await site.Client.GetAsync("/", Cancel)).Headers.CacheControl?.MaxAge);
    }

    [Fact]
    public async Task The_star_of_cors_becomes_the_origin_that_asks()
    {
        await using var site = await Site.StartAsync(_root.Instance, Public with { Headers = new([new("Access-Control-Allow-Origin", "*")]) });
        var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Origin", "https://example.com" } } };
        var response = await site.Client.SendAsync(request, Cancel);
        Assert.Equal("https://example.com", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Origin", response.Headers.Vary);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, br", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", null)]
    public async Task A_text_that_may_be_kept_is_compressed(string accepted, string? encoding)
    {
        await using var site = await Site.StartAsync(_root.Instance, Public with { Expires = TimeSpan.FromHours(1) });
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        var response = await site.Client.SendAsync(request, Cancel);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.FirstOrDefault());

        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });
        Assert.Equal("<p>hello</p>", await client.GetStringAsync(new Uri(site.Client.BaseAddress!, "/"), Cancel));
    }

    [Fact]
    public async Task A_file_that_is_compressed_already_is_sent_as_it_is()
    {
        _root.With("app/public/app.wasm", "plain").With("app/public/app.wasm.br", "small");
        await using var site = await Site.StartAsync(_root.Instance, Public);
        var request = new HttpRequestMessage(HttpMethod.Get, "/app.wasm") { Headers = { AcceptEncoding = { new("br") } } };
        var response = await site.Client.SendAsync(request, Cancel);
        Assert.Equal("small", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.Equal("application/wasm", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task A_symbolic_link_is_resolved_inside_the_instance()
    {
        _root.With("etc/passwd", "the instance's own");
        File.CreateSymbolicLink(Path.Combine(_root.App, "public/absolute"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(_root.App, "public/relative"), "../../../../../../../../etc/passwd");
        File.CreateSymbolicLink(Path.Combine(_root.App, "public/gone"), "/etc/shadow");
        File.CreateSymbolicLink(Path.Combine(_root.App, "public/process"), "/proc/self/environ");
        await using var site = await Site.StartAsync(_root.Instance, Public);
        Assert.Equal("the instance's own", await site.Client.GetStringAsync("/absolute", Cancel));
        Assert.Equal("the instance's own", await site.Client.GetStringAsync("/relative", Cancel));
        Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync("/gone", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync("/process", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_mount_of_the_instance_is_served_and_its_links_stay_inside()
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/usr/bin/python3"), "needs root and python3");
        _root.With("etc/passwd", "the instance's own").With("app/uploads/hidden", "below the mount");
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", """
            import ctypes, os, sys
            libc = ctypes.CDLL(None, use_errno=True)
            root = sys.argv[1]
            assert libc.unshare(0x20000) == 0
            assert libc.mount(b'none', b'/', None, 0x4000 | 0x40000, None) == 0
            assert libc.mount(b'tmpfs', (root + '/app/uploads').encode(), b'tmpfs', 0, None) == 0
            open(root + '/app/uploads/file', 'w').write('mounted')
            os.symlink('/etc/passwd', root + '/app/uploads/passwd')
            os.chroot(root)
            print('ready', flush=True)
            sys.stdin.read()
            """, _root.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var instance = Process.Start(start)!;
        Assert.Equal("ready", await instance.StandardOutput.ReadLineAsync(Cancel));

        using (var files = RootedFiles.Open($"/proc/{instance.Id}/root"))
        await using (var site = await Site.StartAsync(
            new TestInstance("app.0", new IPEndPoint(IPAddress.Loopback, 1), files), new WebLocation { Path = "/uploads", Root = "uploads" }))
        {
            Assert.Equal("mounted", await site.Client.GetStringAsync("/uploads/file", Cancel));
            Assert.Equal("the instance's own", await site.Client.GetStringAsync("/uploads/passwd", Cancel));
            Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync("/uploads/hidden", Cancel)).StatusCode);
        }

        instance.StandardInput.Close();
        await instance.WaitForExitAsync(Cancel);
    }

    [Fact]
    public async Task While_the_instance_is_gone_a_file_is_not_said_to_be_missing()
    {
        using var root = new Root().With("app/public/a.txt", "a");
        await using var site = await Site.StartAsync(root.Instance, Public);
        Assert.Equal("a", await site.Client.GetStringAsync("/a.txt", Cancel));
        root.Files.Dispose();
        var response = await site.Client.GetAsync("/a.txt", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("web of app is not running; see sundog ps", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_link_through_a_process_leads_nowhere()
    {
        _root.With("target", "target");
        File.CreateSymbolicLink(Path.Combine(_root.App, "public/direct"), Path.Combine(_root.Path, "target"));
        File.CreateSymbolicLink(Path.Combine(_root.App, "public/magic"), $"/proc/self/root{_root.Path}/target");
        using var files = RootedFiles.Open("/", _root.App);
        await using var site = await Site.StartAsync(new TestInstance("app.0", new IPEndPoint(IPAddress.Loopback, 1), files), Public);
        Assert.Equal("target", await site.Client.GetStringAsync("/direct", Cancel));
        Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync("/magic", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("/%2e%2e/app/secret")]
    [InlineData("/..%2fsecret")]
    [InlineData("/x/..%2f..%2fsecret")]
    public async Task A_path_cannot_leave_the_root_of_its_location(string path)
    {
        _root.With("app/secret", "secret");
        await using var site = await Site.StartAsync(_root.Instance, Public);
        var response = await site.Client.GetAsync(site.Verbatim(path), Cancel);
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, response.StatusCode.ToString());
    }

    [Fact]
    public async Task Pipes_and_directories_are_no_files()
    {
        using (var made = Process.Start("mkfifo", [Path.Combine(_root.App, "public/pipe")])) await made.WaitForExitAsync(Cancel);
        Directory.CreateDirectory(Path.Combine(_root.App, "public/empty"));
        await using var site = await Site.StartAsync(_root.Instance, Public);
        Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync("/pipe", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync("/empty/", Cancel)).StatusCode);
    }
}
