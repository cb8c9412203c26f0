using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

/// <summary>PHP-FPM of the machine with one pool on a Unix socket.</summary>
public sealed class PhpServer : IDisposable
{
    private readonly Process? _process;

    public PhpServer()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("sundog-php-").FullName;
        Socket = Path.Combine(Directory, "app.sock");
        var program = System.IO.Directory.Exists("/usr/sbin") ? System.IO.Directory.GetFiles("/usr/sbin", "php-fpm*").FirstOrDefault() : null;
        if (program is null) return;

        var settings = Path.Combine(Directory, "fpm.conf");
        File.WriteAllText(settings, $"""
            [global]
            error_log = {Directory}/fpm.log
            [app]
            user = {Environment.UserName}
            listen = {Socket}
            pm = static
            pm.max_children = 2
            catch_workers_output = no
            """);
        var start = new ProcessStartInfo(program, ["--nodaemonize", "--fpm-config", settings, "-d", "log_errors=1", "-d", "post_max_size=64M"])
        {
            RedirectStandardError = true,
        };
        if (Environment.UserName == "root") start.ArgumentList.Add("--allow-to-run-as-root");
        _process = Process.Start(start)!;
        for (var i = 0; i < 200 && !File.Exists(Socket); i++) Thread.Sleep(25);
    }

    public string Directory { get; }

    public string Socket { get; }

    public bool IsThere => File.Exists(Socket);

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

public sealed class PhpTests : IClassFixture<PhpServer>, IDisposable
{
    private readonly PhpServer _php;
    private readonly string _app;
    private readonly RootedFiles _files;
    private readonly MemoryStream _errors = new();
    private readonly LineLog _errorLog;

    public PhpTests(PhpServer php)
    {
        _php = php;
        _app = Directory.CreateTempSubdirectory("sundog-php-app-").FullName;
        _files = RootedFiles.Open("/", _app);
        _errorLog = new LineLog(_errors);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _files.Dispose();
        Directory.Delete(_app, recursive: true);
    }

    private async Task<Site> SiteAsync(WebLocation? location = null)
    {
        Assert.SkipUnless(_php.IsThere, "php-fpm is not installed");
        var site = await Site.StartAsync();
        var instance = new TestInstance("app.0", new UnixDomainSocketEndPoint(_php.Socket), _files) { ErrorLog = _errorLog };
        site.Update("fastcgi", [location ?? new WebLocation { Path = "/", Root = "web", Passthru = new Passthru(true, "/index.php") }], instance);
        return site;
    }

    private void Script(string path, string code)
    {
        var file = Path.Combine(_app, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"<?php {code}");
    }

    [Fact]
    public async Task The_front_controller_answers_what_no_file_does()
    {
        Script("web/index.php", """echo implode(' ', [$_SERVER['REQUEST_METHOD'], $_SERVER['REQUEST_URI'], $_SERVER['SCRIPT_NAME'], $_GET['x'], $_SERVER['HTTP_HOST'], $_SERVER['REMOTE_ADDR'], $_SERVER['HTTP_X_FORWARDED_PROTO']]);""");
        await using var site = await SiteAsync();
        Assert.Equal(
            $"GET /blog/post?x=1 /index.php 1 {site.Router.Endpoint} 127.0.0.1 http", await site.Client.GetStringAsync("/blog/post?x=1", Cancel));
    }

    [Fact]
    public async Task A_script_is_run_where_it_stands()
    {
        Script("web/info.php", """echo $_SERVER['SCRIPT_FILENAME'], ' ', $_SERVER['PATH_INFO'] ?? '-', ' ', $_SERVER['DOCUMENT_ROOT'];""");
        await using var site = await SiteAsync();
        Assert.Equal($"{_app}/web/info.php - {_app}/web", await site.Client.GetStringAsync("/info.php", Cancel));
        Assert.Equal($"{_app}/web/info.php /more {_app}/web", await site.Client.GetStringAsync("/info.php/more", Cancel));
    }

    [Fact]
    public async Task Without_scripts_a_script_is_a_text()
    {
        Script("web/info.php", "echo 1;");
        await using var site = await SiteAsync(new WebLocation { Path = "/", Root = "web", Scripts = false });
        Assert.Equal("<?php echo 1;", await site.Client.GetStringAsync("/info.php", Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_and_a_large_body_arrive_whole(bool chunked)
    {
        Script("web/index.php", "echo strlen(file_get_contents('php://input')), ' ', md5(file_get_contents('php://input')), ' ', $_SERVER['CONTENT_LENGTH'];");
        await using var site = await SiteAsync();
        var body = new byte[5_000_000];
        new Random(1).NextBytes(body);
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body), Headers = { TransferEncodingChunked = chunked } };
        var response = await site.Client.SendAsync(request, Cancel);
#pragma warning disable CA5351 // a checksum, no secret
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(body));
#pragma warning restore CA5351
        Assert.Equal($"5000000 {sum} 5000000", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Status_and_headers_are_the_scripts()
    {
        Script("web/index.php", "http_response_code(418); header('X-Kind: teapot'); setcookie('a', '1'); setcookie('b', '2'); echo 'short and stout';");
        await using var site = await SiteAsync();
        var response = await site.Client.GetAsync("/", Cancel);
        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("teapot", Assert.Single(response.Headers.GetValues("X-Kind")));
        Assert.Equal(2, response.Headers.GetValues("Set-Cookie").Count());
        Assert.Equal("short and stout", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_location_header_redirects()
    {
        Script("web/index.php", "header('Location: /elsewhere');");
        await using var site = await SiteAsync();
        Assert.Equal(HttpStatusCode.Found, (await site.Client.GetAsync("/", Cancel)).StatusCode);
    }

    [Fact]
    public async Task What_php_complains_about_is_in_the_error_log()
    {
        Script("web/index.php", "error_log('something is wrong'); echo 'fine';");
        await using (var site = await SiteAsync()) Assert.Equal("fine", await site.Client.GetStringAsync("/", Cancel));
        await _errorLog.DisposeAsync();
        Assert.Contains("something is wrong", Encoding.UTF8.GetString(_errors.ToArray()));
    }

    [Fact]
    public async Task A_large_answer_and_a_flushed_one_pass()
    {
        Script("web/index.php", "for ($i = 0; $i < 40; $i++) { echo str_repeat('x', 100000); flush(); }");
        await using var site = await SiteAsync();
        Assert.Equal(4_000_000, (await site.Client.GetStringAsync("/", Cancel)).Length);
    }

    [Fact]
    public async Task A_header_cannot_pose_as_a_variable()
    {
        Script("web/index.php", "echo isset($_SERVER['HTTP_PROXY']) ? 'proxy' : '', isset($_SERVER['HTTP_X_CLIENT_IP']) ? $_SERVER['HTTP_X_CLIENT_IP'] : '';");
        await using var site = await SiteAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Proxy", "evil" }, { "X_Client_IP", "6.6.6.6" } } };
        Assert.Equal("127.0.0.1", await (await site.Client.SendAsync(request, Cancel)).Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_script_that_dies_gives_an_error_and_the_next_one_runs()
    {
        Script("web/index.php", "posix_kill(getmypid(), 9);");
        Script("web/next.php", "echo 'next';");
        await using var site = await SiteAsync();
        var response = await site.Client.GetAsync("/", Cancel);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("broke off the connection", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("next", await site.Client.GetStringAsync("/next.php", Cancel));
    }
}
