namespace Sundog.Configuration.Tests;

/// <summary>A property that web or a worker gives replaces the application's as a whole; one that it does not give is inherited.</summary>
public sealed class InheritanceTests
{
    private const string Base = """
        services:
          db: {type: "mariadb:11.8"}
          cache: {type: "redis:8.0"}
        applications:
          app:
            type: python:3.14
            relationships: {db: , cache: }
            mounts:
              data: {source: storage}
              tmp: {source: tmp}
            variables:
              env: {ROLE: none, LEVEL: 1}
              free: {x: y}
            access: {ssh: admin}
            firewall: {outbound: [{ports: [443]}]}
            additional_hosts: {a.example: 192.0.2.1}
            container_profile: HIGH_CPU
            timezone: Europe/Paris
            crons: {nightly: {spec: "0 3 * * *", commands: {start: make}}}
            web: {OWN}
            workers:
              queue:
                commands: {start: ./work}
                OWN

        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_instance_does_not_give_is_the_application_s(bool worker)
    {
        var instance = Instance("", worker);

        Assert.Equal(["db", "cache"], instance.Relationships.Keys);
        Assert.Equal(["data", "tmp"], instance.Mounts.Keys);
        Assert.Equal(["env", "free"], instance.Variables.Keys);
        Assert.Equal("admin", instance.SshRole);
        Assert.Equal([443], Assert.Single(instance.Outbound!).Ports);
        Assert.Equal("192.0.2.1", instance.AdditionalHosts["a.example"]);
        Assert.Equal("HIGH_CPU", instance.ContainerProfile);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_instance_gives_replaces_the_application_s_and_merges_nothing(bool worker)
    {
        Assert.Equal(["store"], Instance("relationships: {store: 'db:mysql'}", worker).Relationships.Keys);
        Assert.Equal(["more"], Instance("mounts: {more: {source: instance}}", worker).Mounts.Keys);
        var variables = Instance("variables: {env: {ROLE: own}}", worker).Variables;
        Assert.Equal(["env"], variables.Keys);
        Assert.Equal(["ROLE"], variables["env"].Keys);
        Assert.Equal("viewer", Instance("access: {ssh: viewer}", worker).SshRole);
        Assert.Equal([8443], Assert.Single(Instance("firewall: {outbound: [{ports: [8443]}]}", worker).Outbound!).Ports);
        Assert.Equal(["b.example"], Instance("additional_hosts: {b.example: 192.0.2.2}", worker).AdditionalHosts.Keys);
        Assert.Equal("BALANCED", Instance("container_profile: BALANCED", worker).ContainerProfile);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_instance_gives_empty_is_empty(bool worker)
    {
        Assert.Empty(Instance("relationships: {}", worker).Relationships);
        Assert.Empty(Instance("mounts: {}", worker).Mounts);
        Assert.Empty(Instance("variables: {}", worker).Variables);
        Assert.Empty(Instance("additional_hosts: {}", worker).AdditionalHosts);
        Assert.Equal("contributor", Instance("access: {}", worker).SshRole);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_instance_gives_without_a_value_counts_as_not_given(bool worker)
    {
        var instance = Instance("mounts: ", worker);

        Assert.Equal(["data", "tmp"], instance.Mounts.Keys);
    }

    [Fact]
    public void A_worker_that_overrides_one_variable_is_warned_of_all_that_it_loses()
    {
        var result = Repository.With(With("", "variables: {env: {ROLE: own}}")).Read();

        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("SUN0301", false), (warning.Code, warning.IsError));
        Assert.Equal("worker 'queue' overrides 'variables' and so loses env:LEVEL, free:x of the application", warning.Message);
    }

    [Fact]
    public void An_instance_without_firewall_reaches_everything_and_with_an_empty_one_nothing()
    {
        Assert.Null(Codes.App(Codes.Worker("commands: {start: a}")).Workers["queue"].Outbound);
        Assert.Empty(Codes.App(Codes.Worker("commands: {start: a}\nfirewall: {outbound: []}")).Workers["queue"].Outbound!);
    }

    [Fact]
    public void An_application_with_workers_and_no_web_has_no_web_instance()
    {
        var application = Codes.App(Codes.Worker("commands: {start: a}"));

        Assert.False(application.HasWeb);
        Assert.Equal(["app--queue"], application.Instances.Select(instance => instance.FullName));
    }

    [Fact]
    public void A_web_without_a_value_is_none() =>
        Assert.Equal(["app--queue"], Codes.App(Codes.Application("web:\nworkers: {queue: {commands: {start: a}}}")).Instances.Select(instance => instance.FullName));

    [Fact]
    public void An_application_without_workers_has_a_web_instance_even_without_the_key()
    {
        Assert.Equal(["app"], Codes.App(Codes.Application("hooks: {}")).Instances.Select(instance => instance.FullName));
    }

    [Fact]
    public void The_default_endpoint_of_a_service_is_filled_in()
    {
        var relationships = Instance("", worker: true).Relationships;

        Assert.Equal(("db", "mysql"), (relationships["db"].Service, relationships["db"].Endpoint));
        Assert.Equal(("cache", "redis"), (relationships["cache"].Service, relationships["cache"].Endpoint));
    }

    [Fact]
    public void The_only_endpoint_that_a_service_configures_is_its_default() =>
        Assert.Equal("reader", Codes.App(
            "services: {db: {type: 'postgresql:18', configuration: {endpoints: {reader: {}}}}}\n" + Codes.Application("relationships: {db: }"))
            .Web.Relationships["db"].Endpoint);

    [Theory]
    [InlineData("type: php:8.4", "unix", "fastcgi", "/usr/bin/start-php-app")]
    [InlineData("stack: ['php@8.4', yarn]", "unix", "fastcgi", "/usr/bin/start-php-app")]
    [InlineData("type: nodejs:24", "tcp", "http", null)]
    public void PHP_has_its_own_server_and_all_others_listen_on_a_port(string type, string socketFamily, string protocol, string? start)
    {
        var application = Codes.App(Codes.Application("web: {locations: {/: {root: public}}}", type));

        Assert.Equal((socketFamily, protocol), (application.WebServer.SocketFamily, application.WebServer.Protocol));
        Assert.Equal(start, application.Web.Commands.Start);
    }

    [Fact]
    public void The_first_upstream_is_primary_unless_another_route_says_so()
    {
        const string Routes = "routes: {'https://a/': {type: redirect, to: 'https://b/'}, 'https://b/': {type: upstream, upstream: 'app:http'}, 'https://c/': {type: upstream, upstream: 'app:http'PRIMARY}}";
        string[] Primaries(string primary) => [.. Repository.With(Codes.Application("hooks: {}") + Routes.Replace("PRIMARY", primary, StringComparison.Ordinal)).Read()
            .Configuration!.Routes!.Where(route => route.Primary).Select(route => route.OriginalUrl)];

        Assert.Equal(["https://b/"], Primaries(""));
        Assert.Equal(["https://c/"], Primaries(", primary: true"));
    }

    [Fact]
    public void Defaults_of_crons_locations_and_mounts_are_filled_in()
    {
        var application = Codes.App(Codes.Application("""
            timezone: Asia/Tokyo
            crons: {a: {spec: "0 3 * * *", commands: {start: make}}}
            mounts: {/var/data/: {source: storage}}
            web: {locations: {/: {rules: {x: {expires: 1M}, y: {expires: -1}}}}}
            """));

        Assert.Equal((10, 86400, "Asia/Tokyo", null), (application.Crons["a"].ShutdownTimeout, application.Crons["a"].Timeout, application.Crons["a"].TimeZone, application.Crons["a"].Stop));
        Assert.Equal(("var/data", "var/data"), (application.Web.Mounts["var/data"].Path, application.Web.Mounts["var/data"].SourcePath));
        var location = application.WebServer.Locations["/"];
        Assert.Equal((null, Passthru.None, true, true, true, 262_144_000L), (location.Root, location.Passthru, location.Allow, location.Scripts, location.RequestBuffering, location.MaxRequestSize));
        Assert.Equal([TimeSpan.FromDays(30), TimeSpan.MinValue], location.Rules.Select(rule => rule.Expires));
    }

    [Theory]
    [InlineData("cmd: make", "make")]
    [InlineData("commands: {start: make}", "make")]
    [InlineData("commands: {start: new}, cmd: old", "new")]
    public void The_older_command_of_a_cron_is_understood(string command, string expected) =>
        Assert.Equal(expected, Codes.App(Codes.Application($"crons: {{a: {{spec: '0 3 * * *', {command}}}}}")).Crons["a"].Start);

    [Theory]
    [InlineData("'shared:files/uploads'", MountSource.Storage, "uploads")]
    [InlineData("{source: local, source_path: uploads}", MountSource.Storage, "uploads")]
    [InlineData("{source: shared, source_path: uploads}", MountSource.Storage, "uploads")]
    [InlineData("{source: temporary, source_path: uploads}", MountSource.Tmp, "uploads")]
    public void Older_spellings_of_mounts_are_understood(string mount, MountSource source, string sourcePath)
    {
        var application = Codes.App(Codes.Application($"mounts: {{data: {mount}}}"));

        Assert.Equal((source, sourcePath), (application.Web.Mounts["data"].Source, application.Web.Mounts["data"].SourcePath));
        Assert.Contains("\"source\": \"" + source.ToString().ToLowerInvariant() + "\"", application.Document.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_applications_is_understood()
    {
        var application = Codes.App("applications:\n  - name: app\n    type: python:3.14\n    size: S\n");

        Assert.Equal(("app", """{"type": "python:3.14"}"""), (application.Name, application.Document.ToJson()));
    }

    private static InstanceDefinition Instance(string own, bool worker)
    {
        var application = Codes.App(worker ? With("", own) : With(own, ""), lenient: false, "app");
        return worker ? application.Workers["queue"] : application.Web;
    }

    private static string With(string web, string worker) =>
        Base.Replace("{OWN}", "{" + web + "}", StringComparison.Ordinal).Replace("        OWN", "        " + worker, StringComparison.Ordinal);
}
