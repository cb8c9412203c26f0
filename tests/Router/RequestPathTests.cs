using FsCheck;
using FsCheck.Fluent;

namespace Sundog.Routing.Tests;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a//b", "/a/b")]
    [InlineData("/a/./b/", "/a/b/")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a%2f..%2fb", "/b")]
    [InlineData("/%2e%2e/x", null)]
    [InlineData("/../x", null)]
    [InlineData("/a/..%2f..%2fx", null)]
    [InlineData("/%252e%252e/x", "/%2e%2e/x")]
    [InlineData("/a%00b", null)]
    [InlineData("/a%zz", null)]
    [InlineData("/caf%C3%A9", "/café")]
    public void A_path_is_looked_up_in_its_normal_form(string raw, string? path) => Assert.Equal(path, RequestPath.Parse(raw)?.Path);

    [Fact]
    public void The_application_gets_what_the_client_sent() => Assert.Equal("/a%2fb/../c?x=%20", RequestPath.Parse("/a%2fb/../c?x=%20")?.Raw);

    [Fact]
    public void An_absolute_target_is_its_path() => Assert.Equal("/a?b", RequestPath.Parse("http://localhost/a?b")?.Raw);

    [Theory]
    [InlineData("*")]
    [InlineData("localhost:80")]
    public void Anything_else_is_no_path(string target) => Assert.Null(RequestPath.Parse(target));

    [Fact]
    public void Whatever_is_sent_never_leads_above_the_root()
    {
        var parts = Gen.Elements("/", "..", ".", "a", "%2e", "%2F", "%", "%00", "é", "\\", "?", "x=/../");
        var targets = Gen.ListOf(parts).Select(chosen => "/" + string.Concat(chosen)).ToArbitrary();
        Prop.ForAll(targets, target =>
        {
            if (RequestPath.Parse(target)?.Path is not { } path) return true;
            var segments = path[1..].Split('/');
            return path[0] == '/' && !segments.SkipLast(1).Contains("") && !segments.Contains("..") && !segments.Contains(".");
        }).QuickCheckThrowOnFailure();
    }
}
