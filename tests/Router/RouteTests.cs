using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class RouteTests
{
    private static readonly WebLocation All = new() { Path = "/", Passthru = Passthru.Application };

    private static readonly Route Default = new() { OriginalUrl = "https://{default}/", Type = "upstream", Upstream = "app", Primary = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static PartialRedirect Partial(string path, string to) => new(path, to, false, true, true, 302, null);

    private static async Task<HttpResponseMessage> AskAsync(Site site, string path, string host = "localhost") =>
        await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, site.Verbatim(path)) { Headers = { Host = host } }, Cancel);

    [Fact]
    public async Task A_redirect_route_keeps_path_and_query()
    {
        await using var site = await Site.StartAsync();
        site.Update([Default, new Route { OriginalUrl = "https://www.{default}/", Type = "redirect", To = "https://{default}/" }], "http", [All]);
        var response = await AskAsync(site, "/a%20b?x=1", "www.localhost");
        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal($"http://localhost:{site.Router.Endpoint!.Port}/a%20b?x=1", response.Headers.NonValidated[HeaderNames.Location].ToString());
    }

    [Theory]
    [InlineData("/from", 302, "/to")]
    [InlineData("/from/some/path", 302, "/to/some/path")]
    [InlineData("/fromage", 200, null)]
    [InlineData("/exact", 302, "https://example.com/exactly")]
    [InlineData("/exact/child", 200, null)]
    [InlineData("/bare/child", 308, "https://example.com/")]
    [InlineData("/foo/a/b/c/bar", 302, "https://example.com/a/b/c")]
    [InlineData("/caf%C3%A9/x", 302, "https://example.com/caf%C3%A9/x")]
    [InlineData("/q?a=1&b=two", 302, "https://example.com/two?a=1&b=two")]
    [InlineData("/split%0D%0ASet-Cookie:x", 302, "https://example.com/%0D%0ASet-Cookie:x")]
    public async Task Partial_redirects_follow_their_rules(string path, int status, string? to)
    {
        await using var site = await Site.StartAsync();
        var redirects = new[]
        {
            Partial("/from", "/to"),
            Partial("/exact", "https://example.com/exactly") with { Prefix = false },
            Partial("/bare", "https://example.com/") with { AppendSuffix = false, Code = 308 },
            Partial("/café", "https://example.com/café"),
            Partial("^/foo/(.*)/bar", "https://example.com/$1") with { Regexp = true },
            Partial("^/q$", "https://example.com/$arg_b$is_args$args") with { Regexp = true },
            Partial("^/split([^z]*)$", "https://example.com/$1") with { Regexp = true },
        };
        var route = Default with { Redirects = redirects.ToMap(redirect => redirect.Path, redirect => redirect) };
        site.Update([route], "http", [All], site.Application(context => context.Response.WriteAsync("app")));
        var response = await AskAsync(site, path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(to?.Replace("é", "%C3%A9"), response.Headers.NonValidated.TryGetValues(HeaderNames.Location, out var location) ? location.ToString() : null);
    }

    [Fact]
    public async Task A_partial_redirect_tells_how_long_it_may_be_kept()
    {
        await using var site = await Site.StartAsync();
        var route = Default with { Redirects = new([new("/a", Partial("/a", "/b") with { Expires = TimeSpan.FromDays(1) }), new("/c", Partial("/c", "/d"))]) };
        site.Update([route], "http", [All]);
        Assert.Equal(TimeSpan.FromDays(1), (await AskAsync(site, "/a")).Headers.CacheControl?.MaxAge);
        Assert.Null((await AskAsync(site, "/c")).Headers.CacheControl);
    }

    [Theory]
    [InlineData("", "/foo/a?x=1", "/foo/a?x=1")]
    [InlineData("/", "/foo/a?x=1", "/a?x=1")]
    [InlineData("/bar", "/foo/a", "/bar/a")]
    [InlineData("/bar/", "/foo/a%2Fb/", "/bar/a%2Fb/")]
    [InlineData("/bar", "/foo", "/bar")]
    public async Task A_proxy_route_leads_outside(string to, string path, string asked)
    {
        await using var site = await Site.StartAsync();
        var outside = site.Application(context => context.Response.WriteAsync($"{context.Request.Host} {context.Request.RawTarget()}"));
        var authority = outside.Address.Replace("port ", "127.0.0.1:");
        site.Update([Default, new Route { OriginalUrl = "https://{default}/foo", Type = "proxy", To = $"http://{authority}{to}" }], "http", [All]);
        Assert.Equal($"{authority} {asked}", await (await AskAsync(site, path)).Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_proxy_route_whose_target_is_away_says_so()
    {
        await using var site = await Site.StartAsync();
        site.Update([new Route { OriginalUrl = "https://{default}/", Type = "proxy", To = "http://127.0.0.1:1" }], "http", [All]);
        var response = await AskAsync(site, "/");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("http://127.0.0.1:1, where this route leads, does not answer", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_route_keeps_its_path_for_the_application()
    {
        await using var site = await Site.StartAsync();
        site.Update([Default with { OriginalUrl = "https://{default}/admin" }], "http", [All], site.Application(context => context.Response.WriteAsync(context.Request.RawTarget())));
        Assert.Equal("/admin/users", await (await AskAsync(site, "/admin/users")).Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(site, "/other")).StatusCode);
    }

    [Fact]
    public async Task Replicas_share_the_requests_unless_the_route_is_sticky()
    {
        await using var site = await Site.StartAsync();
        var instances = new List<IWebInstance>();
        foreach (var name in new[] { "app.0", "app.1", "app.2" })
            instances.Add(site.Application(context => context.Response.WriteAsync(name), name));

        async Task<int> AnsweringAsync()
        {
            var seen = new HashSet<string>();
            for (var i = 0; i < 60; i++) seen.Add(await site.Client.GetStringAsync("/", Cancel));
            return seen.Count;
        }

        site.Update([Default], "http", [All], [.. instances]);
        Assert.Equal(3, await AnsweringAsync());
        site.Update([Default with { Sticky = true }], "http", [All], [.. instances]);
        Assert.Equal(1, await AnsweringAsync());
    }

    [Fact]
    public async Task A_route_may_lead_to_a_service()
    {
        await using var site = await Site.StartAsync();
        var route = Default with { Upstream = "varnish" };
        var table = new RoutingTable([new RoutedUrl("localhost", "/", 80, null, [], route)], "localhost", Map<WebServer>.Empty);
        void Update(IWebInstance instance) => site.Router.Update(table, new Dictionary<string, IReadOnlyList<IWebInstance>> { ["varnish"] = [instance] });

        Update(site.Application(context => context.Response.WriteAsync("varnish")));
        Assert.Equal("varnish", await (await AskAsync(site, "/any")).Content.ReadAsStringAsync(Cancel));
        Update(new TestInstance("varnish.0", new IPEndPoint(IPAddress.Loopback, 1)));
        Assert.Contains("the service varnish does not listen on port 1 yet; see sundog ps", await (await AskAsync(site, "/any")).Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_application_without_an_instance_gives_503_and_says_so()
    {
        await using var site = await Site.StartAsync();
        site.Update([Default], "http", [All]);
        var response = await AskAsync(site, "/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("No instance of app is running", await response.Content.ReadAsStringAsync(Cancel));
    }
}
