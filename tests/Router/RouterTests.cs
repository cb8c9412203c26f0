using System.Net;
using Microsoft.AspNetCore.Http;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class RouterTests
{
    private static readonly WebLocation All = new() { Path = "/", Passthru = Passthru.Application };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_application_gets_the_request_as_it_was_sent_and_is_told_about_the_client()
    {
        await using var site = await Site.StartAsync();
        site.Update("http", [All], site.Application(async context =>
        {
            var headers = context.Request.Headers;
            await context.Response.WriteAsync(
                $"{context.Request.Method} {context.Request.RawTarget()} {headers.Host} {headers["X-Client-IP"]} {headers["X-Forwarded-Proto"]} {headers["X-Original-Route"]}", Cancel);
        }));
        var request = new HttpRequestMessage(HttpMethod.Delete, site.Verbatim("/a%2Fb?x=%41")) { Headers = { Host = "localhost" } };
        request.Headers.Add("X-Client-IP", "6.6.6.6");
        var response = await site.Client.SendAsync(request, Cancel);
        Assert.Equal("DELETE /a%2Fb?x=%41 localhost 127.0.0.1 http https://{default}/", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_command_that_does_not_listen_gives_502_and_says_so()
    {
        await using var site = await Site.StartAsync(new TestInstance("app.0", new IPEndPoint(IPAddress.Loopback, 1)), All);
        var response = await site.Client.GetAsync("/", Cancel);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("web of app does not listen on port 1 yet; see sundog logs --app app", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_at_once_gives_502_without_its_headers()
    {
        await using var site = await Site.StartAsync();
        site.Update("http", [All], site.Application(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = 1000;
            await context.Response.StartAsync(Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            context.Abort();
        }));
        var response = await site.Client.GetAsync("/", Cancel);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Contains("web of app broke off the connection", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_chunked_body_reaches_the_application_with_its_length()
    {
        await using var site = await Site.StartAsync();
        site.Update("http", [All], site.Application(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync(Cancel);
            await context.Response.WriteAsync($"{context.Request.ContentLength} {body}", Cancel);
        }));
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("hello"), Headers = { TransferEncodingChunked = true } };
        var response = await site.Client.SendAsync(request, Cancel);
        Assert.Equal("5 hello", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_body_larger_than_max_request_size_gives_413(bool buffered, bool announced)
    {
        await using var site = await Site.StartAsync();
        var location = All with { MaxRequestSize = 1000, RequestBuffering = buffered };
        site.Update("http", [location], site.Application(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            await context.Response.WriteAsync("taken", Cancel);
        }));
        var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new ByteArrayContent(new byte[1001]),
            Headers = { TransferEncodingChunked = announced ? null : true },
        };
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await site.Client.SendAsync(request, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.Client.PostAsync("/", new ByteArrayContent(new byte[1000]), Cancel)).StatusCode);
    }

    [Fact]
    public async Task During_a_deployment_repeatable_requests_wait_and_the_others_are_turned_away()
    {
        await using var site = await Site.StartAsync();
        site.Router.Hold();
        var waiting = site.Client.GetStringAsync("/", Cancel);
        var posted = await site.Client.PostAsync("/", null, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, posted.StatusCode);
        Assert.NotNull(posted.Headers.RetryAfter);
        Assert.False(waiting.IsCompleted);

        site.Update("http", [All], site.Application(context => context.Response.WriteAsync("new")));
        site.Router.Release();
        Assert.Equal("new", await waiting);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_says_so()
    {
        await using var site = await Site.StartAsync();
        await using var second = new Router(new RouterOptions());
        var error = await Assert.ThrowsAsync<RoutingException>(() => second.StartAsync(site.Router.Endpoint!));
        Assert.Equal($"{site.Router.Endpoint} is in use by another program; choose another port", error.Message);
    }

    [Fact]
    public async Task The_port_of_a_stopped_router_is_free_at_once()
    {
        IPEndPoint endpoint;
        await using (var site = await Site.StartAsync())
        {
            endpoint = site.Router.Endpoint!;
            site.Update("http", [All], site.Application(context => context.Response.WriteAsync("first")));
            await site.Client.GetStringAsync("/", Cancel);
            await site.Router.StopAsync(TimeSpan.FromSeconds(5)); // the server closes first: its side of the connection stays behind
        }

        await using var next = new Router(new RouterOptions());
        await next.StartAsync(endpoint);
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"http://localhost:{endpoint.Port}/"), Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_wrong_expression_leaves_the_old_table_in_force()
    {
        await using var site = await Site.StartAsync();
        site.Update("http", [All], site.Application(context => context.Response.WriteAsync("old")));
        var wrong = All with { Rules = [new("(", null, null, null, null, null)] };
        Assert.StartsWith("a rule of location / of app: '(' is not a regular expression", Assert.Throws<RoutingException>(() => site.Update("http", [wrong])).Message);
        Assert.Equal("old", await site.Client.GetStringAsync("/", Cancel));
    }

    [Fact]
    public async Task A_held_request_is_turned_away_in_the_end()
    {
        await using var site = await Site.StartAsync(new RouterOptions { HoldPatience = TimeSpan.FromMilliseconds(50) });
        site.Router.Hold();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.Client.GetAsync("/", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_request_ends_on_the_instance_on_which_it_began_and_can_be_waited_for()
    {
        await using var site = await Site.StartAsync();
        var begun = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        var old = site.Application(async context =>
        {
            begun.SetResult();
            await end.Task;
            await context.Response.WriteAsync("old", Cancel);
        });
        site.Update("http", [All], old);
        var first = site.Client.GetStringAsync("/", Cancel);
        await begun.Task;
        site.Update("http", [All], site.Application(context => context.Response.WriteAsync("new"), "app.1"));

        Assert.Equal("new", await site.Client.GetStringAsync("/", Cancel));
        Assert.False(await site.Router.DrainAsync(old, TimeSpan.FromMilliseconds(20), Cancel));
        var draining = site.Router.DrainAsync(old, TimeSpan.FromSeconds(30), Cancel);
        end.SetResult();
        Assert.Equal("old", await first);
        Assert.True(await draining);
    }

    [Fact]
    public async Task Nothing_is_lost_when_tables_are_swapped_under_load()
    {
        await using var site = await Site.StartAsync();
        var generation = 0;
        async Task<TestInstance> NextAsync()
        {
            var mine = $"{Interlocked.Increment(ref generation)}";
            return site.Application(context => context.Response.WriteAsync(mine), $"app.{mine}");
        }

        site.Update("http", [All], await NextAsync());
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var clients = Enumerable.Range(0, 8).Select(async _ =>
        {
            var seen = new HashSet<string>();
            while (!enough.IsCancellationRequested) seen.Add(await site.Client.GetStringAsync("/", Cancel));
            return seen;
        }).ToList();

        IWebInstance? before = null;
        while (!enough.IsCancellationRequested)
        {
            var next = await NextAsync();
            site.Update("http", [All], next);
            if (before is not null) Assert.True(await site.Router.DrainAsync(before, TimeSpan.FromSeconds(10), Cancel));
            before = next;
        }

        var seen = await Task.WhenAll(clients);
        Assert.True(seen.Max(answers => answers.Count) > 10, "the clients have seen too few generations for the test to mean anything");
    }
}
