using System.Net;
using Microsoft.AspNetCore.Http;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class CacheTests
{
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private readonly Clock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A site whose application numbers its answers.</summary>
    private async Task<Site> SiteAsync(Action<HttpResponse> headers, RouteCache? cache = null)
    {
        var count = 0;
        var site = await Site.StartAsync(new RouterOptions { Time = _clock });
        var route = new Route { OriginalUrl = "https://{default}/", Type = "upstream", Upstream = "app", Cache = cache ?? RouteCache.Default };
        site.Update([route], "http", [new WebLocation { Path = "/", Passthru = Passthru.Application }], site.Application(async context =>
        {
            headers(context.Response);
            await context.Response.WriteAsync($"{Interlocked.Increment(ref count)}", Cancel);
        }));
        return site;
    }

    private static async Task<string> AskAsync(Site site, string path = "/", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await site.Client.SendAsync(request, Cancel);
        return $"{Assert.Single(response.Headers.GetValues("X-Platform-Cache"))} {await response.Content.ReadAsStringAsync(Cancel)}";
    }

    private static void MaxAge(HttpResponse response) => response.Headers.CacheControl = "max-age=60";

    [Fact]
    public async Task An_answer_is_kept_as_long_as_it_says()
    {
        await using var site = await SiteAsync(MaxAge);
        Assert.Equal("MISS 1", await AskAsync(site));
        _clock.Now += TimeSpan.FromSeconds(59);
        Assert.Equal("HIT 1", await AskAsync(site));
        _clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal("MISS 2", await AskAsync(site));
    }

    [Fact]
    public async Task An_answer_that_says_nothing_is_not_kept_unless_the_route_has_a_default()
    {
        await using var without = await SiteAsync(_ => { });
        Assert.Equal("MISS 1", await AskAsync(without));
        Assert.Equal("MISS 2", await AskAsync(without));

        await using var with = await SiteAsync(_ => { }, RouteCache.Default with { DefaultTtl = TimeSpan.FromSeconds(60) });
        Assert.Equal("MISS 1", await AskAsync(with));
        Assert.Equal("HIT 1", await AskAsync(with));
    }

    [Theory]
    [InlineData("private, max-age=60")]
    [InlineData("no-cache")]
    [InlineData("no-store")]
    [InlineData("public")]
    public async Task An_answer_that_forbids_it_is_not_kept(string cacheControl)
    {
        await using var site = await SiteAsync(
            response => response.Headers.CacheControl = cacheControl, RouteCache.Default with { DefaultTtl = TimeSpan.FromSeconds(60) });
        Assert.Equal("MISS 1", await AskAsync(site));
        Assert.Equal("MISS 2", await AskAsync(site));
    }

    [Fact]
    public async Task Cookies_pass_the_cache_by()
    {
        await using var site = await SiteAsync(MaxAge);
        Assert.Equal("MISS 1", await AskAsync(site));
        Assert.Equal("BYPASS 2", await AskAsync(site, "/", ("Cookie", "a=1")));
        Assert.Equal("HIT 1", await AskAsync(site));
    }

    [Fact]
    public async Task An_answer_that_sets_a_cookie_is_not_kept()
    {
        await using var site = await SiteAsync(response =>
        {
            MaxAge(response);
            response.Headers.SetCookie = "a=1";
        });
        Assert.Equal("BYPASS 1", await AskAsync(site));
        Assert.Equal("BYPASS 2", await AskAsync(site));
    }

    [Fact]
    public async Task Only_named_cookies_are_of_the_key()
    {
        await using var site = await SiteAsync(MaxAge, RouteCache.Default with { Cookies = ["lang", "/^SS?ESS/"] });
        Assert.Equal("MISS 1", await AskAsync(site, "/", ("Cookie", "lang=en; _ga=1")));
        Assert.Equal("HIT 1", await AskAsync(site, "/", ("Cookie", "_ga=2; lang=en")));
        Assert.Equal("MISS 2", await AskAsync(site, "/", ("Cookie", "lang=de")));
        Assert.Equal("MISS 3", await AskAsync(site, "/", ("Cookie", "lang=en; SSESSx=1")));
        Assert.Equal("HIT 3", await AskAsync(site, "/", ("Cookie", "SSESSx=1; other=1; lang=en")));
    }

    [Fact]
    public async Task The_headers_of_the_route_and_of_vary_are_of_the_key()
    {
        await using var site = await SiteAsync(response =>
        {
            MaxAge(response);
            response.Headers.Vary = "X-Kind";
        });
        Assert.Equal("MISS 1", await AskAsync(site, "/", ("Accept-Language", "en"), ("X-Kind", "a")));
        Assert.Equal("HIT 1", await AskAsync(site, "/", ("Accept-Language", "en"), ("X-Kind", "a"), ("X-Other", "b")));
        Assert.Equal("MISS 2", await AskAsync(site, "/", ("Accept-Language", "en"), ("X-Kind", "b")));
        Assert.Equal("MISS 3", await AskAsync(site, "/", ("Accept-Language", "de"), ("X-Kind", "a")));
        Assert.Equal("MISS 4", await AskAsync(site, "/?q", ("Accept-Language", "en"), ("X-Kind", "a")));
        Assert.Equal("HIT 1", await AskAsync(site, "/", ("Accept-Language", "en"), ("X-Kind", "a")));
    }

    [Fact]
    public async Task A_route_can_switch_it_off()
    {
        await using var site = await SiteAsync(MaxAge, RouteCache.Default with { Enabled = false });
        Assert.Equal("BYPASS 1", await AskAsync(site));
        Assert.Equal("BYPASS 2", await AskAsync(site));
    }

    [Fact]
    public async Task Who_has_the_kept_answer_gets_304()
    {
        await using var site = await SiteAsync(response =>
        {
            MaxAge(response);
            response.Headers.ETag = "\"x\"";
        });
        await AskAsync(site);
        var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { new("\"x\"") } } };
        var response = await site.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal("HIT", Assert.Single(response.Headers.GetValues("X-Platform-Cache")));
    }

    [Fact]
    public async Task An_answer_that_is_out_of_date_is_asked_about_and_kept_when_it_is_still_good()
    {
        await using var site = await Site.StartAsync(new RouterOptions { Time = _clock });
        var (asked, tag) = (new List<string>(), "\"one\"");
        site.Update("http", [new WebLocation { Path = "/", Passthru = Passthru.Application }], site.Application(async context =>
        {
            asked.Add(context.Request.Headers.IfNoneMatch.ToString());
            MaxAge(context.Response);
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag) context.Response.StatusCode = 304;
            else await context.Response.WriteAsync($"body of {tag}", Cancel);
        }));

        Assert.Equal("MISS body of \"one\"", await AskAsync(site));
        _clock.Now += TimeSpan.FromSeconds(61);
        Assert.Equal("HIT body of \"one\"", await AskAsync(site));
        Assert.Equal("HIT body of \"one\"", await AskAsync(site));
        Assert.Equal(["", "\"one\""], asked);

        tag = "\"two\"";
        _clock.Now += TimeSpan.FromSeconds(61);
        Assert.Equal("MISS body of \"two\"", await AskAsync(site));
        Assert.Equal("HIT body of \"two\"", await AskAsync(site));
        Assert.Equal(3, asked.Count);
    }

    [Fact]
    public async Task A_client_that_asks_by_itself_gets_its_own_answer()
    {
        await using var site = await Site.StartAsync(new RouterOptions { Time = _clock });
        site.Update("http", [new WebLocation { Path = "/", Passthru = Passthru.Application }], site.Application(context =>
        {
            MaxAge(context.Response);
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        }));
        var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { new("\"x\"") } } };
        Assert.Equal(HttpStatusCode.NotModified, (await site.Client.SendAsync(request, Cancel)).StatusCode);
        Assert.Equal("MISS ", await AskAsync(site));
    }

    [Fact]
    public async Task Head_is_answered_from_what_get_has_left()
    {
        await using var site = await SiteAsync(MaxAge);
        await AskAsync(site);
        var response = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), Cancel);
        Assert.Equal("HIT", Assert.Single(response.Headers.GetValues("X-Platform-Cache")));
        Assert.Equal(1, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task An_answer_that_broke_off_is_not_kept()
    {
        await using var site = await Site.StartAsync();
        var count = 0;
        site.Update("http", [new WebLocation { Path = "/", Passthru = Passthru.Application }], site.Application(async context =>
        {
            MaxAge(context.Response);
            await context.Response.WriteAsync("first half", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            if (Interlocked.Increment(ref count) == 1) context.Abort();
            else await context.Response.WriteAsync(" and second", Cancel);
        }));
        await Assert.ThrowsAsync<HttpRequestException>(() => site.Client.GetStringAsync("/", Cancel));
        Assert.Equal("MISS first half and second", await AskAsync(site));
        Assert.Equal("HIT first half and second", await AskAsync(site));
    }

    [Fact]
    public async Task A_deployment_empties_it()
    {
        await using var site = await Site.StartAsync();
        WebLocation all = new() { Path = "/", Passthru = Passthru.Application };
        foreach (var version in new[] { "old", "new" })
        {
            site.Update("http", [all], site.Application(context =>
            {
                MaxAge(context.Response);
                return context.Response.WriteAsync(version);
            }));
            Assert.Equal($"MISS {version}", await AskAsync(site));
        }
    }

    [Fact]
    public async Task An_expiring_file_is_kept_and_another_is_not()
    {
        using var root = new Root().With("app/public/kept.txt", "kept").With("app/public/not.txt", "not");
        var location = new WebLocation { Path = "/", Root = "public", Expires = TimeSpan.FromHours(1), Rules = [new("not", null, null, TimeSpan.MinValue, null, null)] };
        await using var site = await Site.StartAsync();
        var route = new Route { OriginalUrl = "https://{default}/", Type = "upstream", Upstream = "app", Cache = RouteCache.Default with { DefaultTtl = TimeSpan.FromHours(1) } };
        site.Update([route], "http", [location], root.Instance);
        Assert.Equal(["MISS kept", "HIT kept"], [await AskAsync(site, "/kept.txt"), await AskAsync(site, "/kept.txt")]);
        Assert.Equal(["MISS not", "MISS not"], [await AskAsync(site, "/not.txt"), await AskAsync(site, "/not.txt")]);
    }
}
