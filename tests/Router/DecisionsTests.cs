using Sundog.Configuration;

namespace Sundog.Routing.Tests;

public sealed class DecisionsTests
{
    private sealed class Tree(params string[] files) : IFileTree
    {
        public FoundEntry? Find(string path)
        {
            path = path.Trim('/');
            if (files.Contains(path)) return new FoundEntry(EntryKind.File);
            return path.Length == 0 || files.Any(file => file.StartsWith(path + "/", StringComparison.Ordinal))
                ? new FoundEntry(EntryKind.Directory)
                : null;
        }
    }

    private static readonly Tree Files = new(
        "public/index.html", "public/style.css", "public/docs/index.html", "public/secret.txt", "public/index.php", "public/info.php",
        "assets/logo.png", "app.py");

    private static readonly WebLocation Public = new() { Path = "/", Root = "public", Index = ["index.html"] };

    private static string Decide(string target, string protocol, params WebLocation[] locations)
    {
        var table = new LocationTable("app", new WebServer("tcp", protocol, locations.ToMap(location => location.Path, location => location)));
        return Decisions.Decide(table, RequestPath.Parse(target)!, Files) switch
        {
            Decision.Serve serve => $"serve {serve.FilePath}",
            Decision.Run run => $"run {run.FilePath} as {run.ScriptName}{(run.PathInfo.Length > 0 ? $" info {run.PathInfo}" : "")}{run.Query}",
            Decision.Pass pass => $"pass {pass.Target}",
            Decision.ToDirectory directory => $"to {directory.Target}",
            Decision.Refuse refuse => $"{refuse.Status}",
            _ => "",
        };
    }

    [Theory]
    [InlineData("/style.css", "serve public/style.css")]
    [InlineData("/", "serve public/index.html")]
    [InlineData("/docs/", "serve public/docs/index.html")]
    [InlineData("/docs?a=1", "to /docs/?a=1")]
    [InlineData("/style.css/", "404")]
    [InlineData("/missing", "404")]
    public void A_static_site_answers_by_its_files(string path, string decision) => Assert.Equal(decision, Decide(path, "http", Public));

    [Theory]
    [InlineData("/style.css", "serve public/style.css")]
    [InlineData("/missing?x=1", "pass /missing?x=1")]
    [InlineData("/a%2Fb", "pass /a%2Fb")]
    public void What_no_file_answers_goes_to_the_application(string path, string decision) =>
        Assert.Equal(decision, Decide(path, "http", Public with { Passthru = Passthru.Application }));

    [Fact]
    public void What_is_not_allowed_goes_to_the_application_or_is_forbidden()
    {
        var closed = Public with { Allow = false };
        Assert.Equal("403", Decide("/style.css", "http", closed));
        Assert.Equal("403", Decide("/missing", "http", closed));
        Assert.Equal("pass /style.css", Decide("/style.css", "http", closed with { Passthru = Passthru.Application }));
    }

    [Fact]
    public void The_longest_prefix_wins_and_is_stripped_for_the_file()
    {
        var assets = new WebLocation { Path = "/static", Root = "assets" };
        var root = new WebLocation { Path = "/", Passthru = Passthru.Application, Allow = false };
        Assert.Equal("serve assets/logo.png", Decide("/static/logo.png", "http", root, assets));
        Assert.Equal("pass /staticky", Decide("/staticky", "http", root, assets));
        Assert.Equal("404", Decide("/static/app.py", "http", root, assets));
    }

    [Fact]
    public void The_root_may_be_the_application_directory() =>
        Assert.Equal("serve app.py", Decide("/app.py", "http", new WebLocation { Path = "/", Root = "" }));

    [Fact]
    public void A_rule_opens_what_its_location_closes()
    {
        var location = Public with { Allow = false, Rules = [new(@"\.css$", true, null, null, null, null)] };
        Assert.Equal("serve public/style.css", Decide("/style.css", "http", location));
        Assert.Equal("403", Decide("/secret.txt", "http", location));
        Assert.Equal("403", Decide("/", "http", location));
    }

    [Fact]
    public void The_first_matching_rule_applies()
    {
        var location = Public with { Rules = [new("secret", false, null, null, null, null), new(@"\.txt$", true, null, null, null, null)] };
        Assert.Equal("403", Decide("/secret.txt", "http", location));
    }

    [Fact]
    public void Named_groups_of_a_rule_stand_in_its_passthru()
    {
        var location = Public with { Rules = [new(@"^/images/(?<category>\w+)$", false, new Passthru(true, "/show?category=$category"), null, null, null)] };
        Assert.Equal("pass /show?category=cats&size=2", Decide("/images/cats?size=2", "http", location));
    }

    [Theory]
    [InlineData("/static/version12/logo.png", "serve assets/logo.png")]
    [InlineData("/static/version12/gone.png", "run public/info.php as /info.php")]
    [InlineData("/static/version12/../secret.txt", "run public/info.php as /info.php")]
    public void The_target_of_a_rule_is_decided_about_anew(string path, string decision)
    {
        var assets = new WebLocation
        {
            Path = "/static",
            Root = "assets",
            Scripts = false,
            Passthru = new Passthru(true, "/info.php"),
            Rules = [new(@"^/static/version\d+/(?<resource>.*)$", null, new Passthru(true, "/static/$resource"), null, null, null)],
        };
        Assert.Equal(decision, Decide(path, "fastcgi", Public, assets));
    }

    [Theory]
    [InlineData("/get/style.css", "serve public/style.css")]
    [InlineData("/get/secret.txt", "404")]
    public void What_the_client_makes_of_a_target_is_not_exempt_from_allow(string path, string decision)
    {
        var location = Public with
        {
            Allow = false,
            Rules =
            [
                new("^/get/(.*)$", null, new Passthru(true, "/$1"), null, null, null),
                new(@"\.css$", true, null, null, null, null),
            ],
        };
        Assert.Equal(decision, Decide(path, "fastcgi", location));
    }

    [Fact]
    public void A_target_cannot_be_put_together_to_lead_above_the_root()
    {
        var location = Public with { Rules = [new(@"^/img/(?<a>[^/]*)-(?<b>[^/]*)/(.*)$", null, new Passthru(true, "/$a$b/$1"), null, null, null)] };
        Assert.Equal("404", Decide("/img/.-./app.py", "http", location));
    }

    [Fact]
    public void Without_locations_the_command_answers_everything() => Assert.Equal("pass /any?x=1", Decide("/any?x=1", "http"));

    [Theory]
    [InlineData(@"(?<!lock)\.(?i:jpe?g|ico|css|js(?:on)?)$", "/style.CSS", true)]
    [InlineData(@"(?<!lock)\.(?i:jpe?g|ico|css|js(?:on)?)$", "/package.json", true)]
    [InlineData(@"(?<!lock)\.(?i:jpe?g|ico|css|js(?:on)?)$", "/composerlock.json", false)]
    [InlineData(@"static\/*", "/static//x", true)]
    [InlineData(@"^/(?P<year>\d{4})/(?P=year)$", "/2026/2026", true)]
    public void Expressions_mean_what_they_mean_to_pcre(string expression, string path, bool matches) =>
        Assert.Equal(matches, Expression.Compile(expression, "a rule").IsMatch(path));

    [Fact]
    public void A_passthru_may_name_a_static_page() =>
        Assert.Equal("serve public/index.html", Decide("/any/route", "http", Public with { Passthru = new Passthru(true, "/index.html") }));

    [Theory]
    [InlineData("/info.php?a=1", "run public/info.php as /info.php?a=1")]
    [InlineData("/info.php/more", "run public/info.php as /info.php info /more")]
    [InlineData("/blog/post?x=1", "run public/index.php as /index.php?x=1")]
    [InlineData("/", "run public/index.php as /index.php")]
    [InlineData("/style.css", "serve public/style.css")]
    public void Php_runs_its_scripts_and_its_front_controller(string path, string decision) =>
        Assert.Equal(decision, Decide(path, "fastcgi", Public with { Index = ["index.php"], Passthru = new Passthru(true, "/index.php") }));

    [Fact]
    public void Without_scripts_the_source_is_delivered_but_the_front_controller_runs()
    {
        var location = Public with { Scripts = false, Passthru = new Passthru(true, "/index.php") };
        Assert.Equal("serve public/info.php", Decide("/info.php", "fastcgi", location));
        Assert.Equal("run public/index.php as /index.php", Decide("/blog", "fastcgi", location));
    }

    [Fact]
    public void The_front_controller_runs_where_nothing_is_allowed() =>
        Assert.Equal("run public/index.php as /index.php", Decide("/info.php", "fastcgi", Public with { Allow = false, Passthru = new Passthru(true, "/index.php") }));

    [Fact]
    public void A_location_with_neither_root_nor_passthru_has_nothing_to_serve() =>
        Assert.Equal("404", Decide("/", "http", new WebLocation { Path = "/" }));
}
