using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class RoutingTableTests
{
    private static ProjectConfiguration Project(Sequence<Route>? routes, params string[] applications) => new(
        applications.ToMap(name => name, name => new Application
        {
            Name = name,
            Type = new ImageType("python", "3.13"),
            HasWeb = true,
            Web = new InstanceDefinition { Application = name },
        }),
        Map<Service>.Empty,
        routes);

    private static Route Upstream(string url, string application = "app", bool primary = false) =>
        new() { OriginalUrl = url, Type = "upstream", Upstream = application, Primary = primary };

    private static Route Redirect(string url, string to) => new() { OriginalUrl = url, Type = "redirect", To = to };

    private static RoutingTable Table(params Route[] routes) => RoutingTable.From(Project(routes.ToSequence(), "app"), 8080);

    [Fact]
    public void A_project_without_routes_gets_one_to_its_web_application()
    {
        var table = RoutingTable.From(Project(null, "myapp"), 8080);
        var route = Assert.Single(table.Routes);
        Assert.Equal("http://localhost:8080/", route.Url);
        Assert.Equal("myapp", route.Route.Upstream);
        Assert.Equal("https://{default}/", route.Route.OriginalUrl);
    }

    [Theory]
    [InlineData("https://{default}/", "http://localhost:8080/")]
    [InlineData("https://{default}", "http://localhost:8080/")]
    [InlineData("https://www.{default}/", "http://www.localhost:8080/")]
    [InlineData("https://{all}/", "http://localhost:8080/")]
    [InlineData("https://{default}/admin", "http://localhost:8080/admin/")]
    [InlineData("https://example.com/blog", "http://localhost:8080/blog/")]
    [InlineData("https://www.example.com/", "http://www.localhost:8080/")]
    [InlineData("https://api.example.co.uk/", "http://api.localhost:8080/")]
    [InlineData("https://*.{default}/", "http://*.localhost:8080/")]
    public void A_written_url_has_a_local_address(string written, string local) =>
        Assert.Equal(local, Assert.Single(Table(Upstream(written)).Routes).Url);

    [Fact]
    public void The_redirect_of_http_to_https_does_not_loop_locally()
    {
        var table = Table(Redirect("http://{default}/", "https://{default}/"), Upstream("https://{default}/"));
        Assert.Equal("upstream", Assert.Single(table.Routes).Route.Type);
    }

    [Fact]
    public void A_redirect_to_itself_is_left_out() => Assert.Empty(Table(Redirect("http://{default}/", "https://{default}/")).Routes);

    [Fact]
    public void A_redirect_between_domains_that_are_one_here_does_not_hide_what_it_leads_to()
    {
        var table = Table(Redirect("https://old.org/", "https://new.org/"), Upstream("https://new.org/"));
        Assert.Equal("upstream", Assert.Single(table.Routes).Route.Type);
    }

    [Fact]
    public void The_default_domain_wins_over_literal_ones()
    {
        var table = Table(Redirect("https://example.com/", "https://www.example.com/"), Upstream("https://www.example.com/"), Upstream("https://{default}/"));
        Assert.Equal("https://{default}/", table.Find("localhost", "/")?.Route.OriginalUrl);
    }

    [Fact]
    public void The_default_domain_wins_over_all_domains()
    {
        var table = RoutingTable.From(Project([Upstream("https://{all}/", "b"), Upstream("https://{default}/", "a")], "a", "b"), 8080);
        Assert.Equal("a", Assert.Single(table.Routes).Route.Upstream);
    }

    [Fact]
    public void The_target_of_a_redirect_is_local_when_it_is_of_the_project_and_stays_when_it_is_not()
    {
        var table = Table(
            Upstream("https://www.example.com/"),
            Redirect("https://example.com/", "https://www.example.com/"),
            Redirect("https://{default}/out", "https://other.org/x"));
        Assert.Equal(["http://www.localhost:8080/", "https://other.org/x"], table.Routes.Select(route => route.To).OfType<string>());
    }

    [Theory]
    [InlineData("localhost", "/", "https://{default}/")]
    [InlineData("localhost", "/admins", "https://{default}/")]
    [InlineData("localhost", "/admin", "https://{default}/admin/")]
    [InlineData("localhost", "/admin/x", "https://{default}/admin/")]
    [InlineData("localhost", "/admin/deep/x", "https://{default}/admin/deep/")]
    [InlineData("LOCALHOST.", "/", "https://{default}/")]
    [InlineData("127.0.0.1", "/admin/", "https://{default}/admin/")]
    [InlineData("unknown.example", "/", "https://{default}/")]
    [InlineData("www.localhost", "/", "https://www.{default}/")]
    [InlineData("tenant.shop.localhost", "/", "https://*.shop.{default}/")]
    public void The_longest_path_of_the_asked_host_wins(string host, string path, string written)
    {
        var table = Table(
            Upstream("https://{default}/"), Upstream("https://{default}/admin/"), Upstream("https://{default}/admin/deep/"),
            Upstream("https://www.{default}/"), Upstream("https://*.shop.{default}/"));
        Assert.Equal(written, table.Find(host, path)?.Route.OriginalUrl);
    }

    [Fact]
    public void A_path_that_no_route_of_the_host_covers_has_no_route() => Assert.Null(Table(Upstream("https://{default}/api")).Find("localhost", "/other"));

    [Fact]
    public void Without_a_route_of_localhost_the_primary_route_answers_for_unknown_hosts()
    {
        var table = Table(Upstream("https://a.{default}/"), Upstream("https://b.{default}/", primary: true));
        Assert.Equal("b.localhost", table.Find("127.0.0.1", "/")?.Host);
    }

    [Fact]
    public void Platform_routes_tell_what_answers_here_and_what_is_written()
    {
        var table = Table(
            Upstream("https://{default}/", primary: true) with { Id = "main", Attributes = new([new("foo", "bar")]) },
            Redirect("https://www.{default}", "https://{default}/"),
            Redirect("http://{default}/", "https://{default}/"));
        Assert.Equal(
            """{"http://localhost:8080/": {"primary": true, "id": "main", "production_url": null, "attributes": {"foo": "bar"}, "upstream": "app", "type": "upstream", "original_url": "https://{default}/"}, """
            + """
            "http://www.localhost:8080/": {"primary": false, "id": null, "production_url": null, "attributes": {}, "to": "http://localhost:8080/", "type": "redirect", "original_url": "https://www.{default}"}}
            """,
            PlatformRoutes.Of(table).ToJson());
    }
}
