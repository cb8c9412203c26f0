using Sundog.Configuration;
using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

/// <summary>Services that only an image has: what is told to applications, and what is told to the image.</summary>
public sealed class ImageServicesTests
{
    public static TheoryData<string, string, string> Images => new()
    {
        { "elasticsearch:7.10", "docker.elastic.co/elasticsearch/elasticsearch:7.10.0", "http null null null 9200" },
        { "elasticsearch-enterprise:8.19", "docker.elastic.co/elasticsearch/elasticsearch:8.19.0", "http null null null 9200" },
        { "gotenberg:8", "docker.io/gotenberg/gotenberg:8", "http null null null 3000" },
        { "influxdb:2.7", "docker.io/library/influxdb:2.7", "http admin S3cretpassword null 8086" },
        { "kafka:4.1", "docker.io/apache/kafka:4.1.0", "kafka null null null 9092" },
        { "mercure:0", "docker.io/dunglas/mercure:latest", "http null S3cretjwt null 3000" },
        { "mongodb:4.0", "docker.io/library/mongo:4.0", "mongodb main main main 27017" },
        { "mongodb-enterprise:7.0", "docker.io/library/mongo:7.0", "mongodb main main main 27017" },
        { "opensearch:3", "docker.io/opensearchproject/opensearch:3", "http null null null 9200" },
        { "oracle-mysql:8.4", "docker.io/library/mysql:8.4", "mysql user  main 3306" },
        { "solr:9.9", "docker.io/library/solr:9.9", "solr null null solr/collection1 8080" },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void A_service_that_the_host_cannot_have_runs_from_its_image(string type, string image, string relationship)
    {
        var plan = Plan(type);
        var endpoint = plan.EndpointOf(null)!;
        Assert.Empty(plan.Host);
        Assert.Equal(image, plan.Image);
        Assert.Equal(relationship, $"{endpoint.Scheme} {endpoint.Username ?? "null"} {endpoint.Password ?? "null"} {endpoint.Path ?? "null"} {endpoint.Port}");
        Assert.Contains(endpoint.Port, plan.Ports);
        Assert.Equal(plan, Plan(type));
        Assert.All(Texts(plan), text => Assert.DoesNotContain("S3cret", text));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Its_commands_are_text_that_a_shell_understands(string type, string image, string relationship)
    {
        Assert.All([image, relationship], Assert.NotEmpty);
        await UnderstoodAsync(Plan(type));
    }

    [Fact]
    public void Kafka_advertises_the_name_that_all_its_clients_know()
    {
        var plan = ServiceCatalogue.Plan(Service("kafka:4.1"), Context with { Hostname = "store.service.shop-main.internal" });
        Assert.Contains("advertised.listeners=PLAINTEXT://store.service.shop-main.internal:9092", plan.Commands.PreStart);
        Assert.Equal((true, 512), (plan.EndpointOf(null)!.AddressOnly, plan.MinimumDisk));
    }

    [Fact]
    public void Elasticsearch_with_authentication_has_a_user_and_a_generated_password()
    {
        var plan = Plan("elasticsearch-enterprise:8.19", Map(("authentication", Nested(("enabled", new Value.Boolean(true))))));
        Assert.Equal(("elastic", "S3cretpassword"), (plan.EndpointOf(null)!.Username, plan.EndpointOf(null)!.Password));
        Assert.Contains("xpack.security.enabled: true", plan.Commands.PreStart);
        Assert.Contains("xpack.security.enabled: false", Plan("elasticsearch:7.10").Commands.PreStart);
    }

    [Fact]
    public void OpenSearch_with_authentication_is_refused_rather_than_run_without_it() =>
        Assert.Contains("take it out", Assert.Throws<ServiceException>(
            () => Plan("opensearch:3", Map(("authentication", Nested(("enabled", new Value.Boolean(true))))))).Message);

    [Theory]
    [InlineData("elasticsearch:7.10", "/usr/share/elasticsearch")]
    [InlineData("opensearch:3", "/usr/share/opensearch")]
    public async Task A_search_server_logs_where_it_can_write(string type, string home)
    {
        using var volume = new Volume();
        ImageHome(volume, "8:-Xloggc:logs/gc.log\n-XX:ErrorFile=logs/hs_err_pid%p.log\n9-:-Xlog:gc*,safepoint:file=logs/gc.log:utctime,pid\n-Xms1g\n");
        await using var box = await ServiceBox.StartAsync(Prepared(Plan(type), home), volume);
        Assert.Equal(
            "8:-Xloggc:/tmp/logs/gc.log\n-XX:ErrorFile=/tmp/logs/hs_err_pid%p.log\n9-:-Xlog:gc*,safepoint:file=/tmp/logs/gc.log:utctime,pid\n-Xms1g",
            await box.RunAsync("cat", "/run/search/jvm.options"));
        Assert.Equal("/tmp/logs", await box.RunAsync("sh", "-c", "test -w /tmp/logs && echo /tmp/logs"));
    }

    // What the image has of its configuration, in the volume.
    private static string ImageHome(string volume, string options)
    {
        var home = Directory.CreateDirectory($"{volume}/home").FullName;
        Directory.CreateDirectory($"{home}/config");
        File.WriteAllText($"{home}/config/jvm.options", options);
        return home;
    }

    private static ServicePlan Prepared(ServicePlan plan, string home) =>
        plan with { Commands = new(plan.Commands.PreStart!.Replace(home, "/mnt/home", StringComparison.Ordinal), "exec sleep 600", "true") };

    [Fact]
    public async Task A_plugin_that_the_image_lacks_is_named()
    {
        var plan = Plan("opensearch:3", Map(("plugins", List("analysis-icu"))));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            using var volume = new Volume();
            await using var box = await ServiceBox.StartAsync(plan, volume);
        });
        Assert.Contains("the image has no plugin analysis-icu", failure.Message);
    }

    [Fact]
    public void MySql_has_the_schemas_users_and_privileges_of_the_file()
    {
        Assert.Equal(33060, Plan("oracle-mysql:8.4").Endpoints["mysqlx"].Port);
        var plan = Plan("oracle-mysql:8.4", Map(
            ("schemas", List("main", "old_data")),
            ("endpoints", Nested(("reporter", Nested(("default_schema", Text("main")), ("privileges", Nested(("old_data", Text("ro"))))))))));
        Assert.Equal(("reporter", "S3cretendpointreporter", "main"), (plan.EndpointOf(null)!.Username, plan.EndpointOf(null)!.Password, plan.EndpointOf(null)!.Path));
        var statements = plan.Environment["SUNDOG_PROVISION"].Split('\n');
        Assert.Contains(@"GRANT SELECT, SHOW VIEW, CREATE TEMPORARY TABLES ON `old\_data`.* TO 'reporter'@'%';", statements);
        Assert.All(statements, statement => Assert.EndsWith(";", statement));
    }

    [Fact]
    public async Task Solr_has_the_cores_of_the_file_with_the_configuration_that_the_repository_has()
    {
        using var volume = new Volume();
        var source = Directory.CreateTempSubdirectory("sundog-solr-");
        var packed = "";
        try
        {
            Directory.CreateDirectory($"{source.FullName}/lang");
            await File.WriteAllTextAsync($"{source.FullName}/solrconfig.xml", "<config/>", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync($"{source.FullName}/lang/stop.txt", new string('x', 10), TestContext.Current.CancellationToken);
            // More than one variable can hold.
            await File.WriteAllBytesAsync($"{source.FullName}/large", System.Security.Cryptography.RandomNumberGenerator.GetBytes(200_000), TestContext.Current.CancellationToken);
            using var stream = new MemoryStream();
            await using (var zip = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            {
                await System.Formats.Tar.TarFile.CreateFromDirectoryAsync(source.FullName, zip, includeBaseDirectory: false, TestContext.Current.CancellationToken);
            }

            packed = Convert.ToBase64String(stream.ToArray());
        }
        finally
        {
            source.Delete(recursive: true);
        }

        var service = Service("solr:9.9", Map(
            ("configsets", Nested(("drupal", new Value.Archive("solr")))),
            ("cores", Nested(("main", Nested(("conf_dir", new Value.Archive("solr")))), ("more", Nested(("core_properties", Text("configSet=drupal\n")))))),
            ("endpoints", Nested(("search", Nested(("core", Text("main")))), ("other", Nested(("core", Text("more"))))))));
        var plan = ServiceCatalogue.Plan(service, Context with { Archive = directory => directory == "solr" ? packed : "" });
        Assert.Equal(("solr/main", "solr/more", null), (plan.Endpoints["search"].Path, plan.Endpoints["other"].Path, plan.DefaultEndpoint));

        // What the image brings is not there: all else is.
        var commands = new Commands(plan.Commands.PreStart!.Replace("cp /opt/solr/server/solr/solr.xml /mnt/solr/solr.xml\n", "", StringComparison.Ordinal), "exec sleep 600", "true");
        await using var box = await ServiceBox.StartAsync(plan with { Commands = commands }, volume);
        Assert.Equal("<config/> 10 200000", await box.RunAsync("sh", "-c", "cd /mnt/solr/main/conf && echo $(cat solrconfig.xml) $(wc -c < lang/stop.txt) $(wc -c < large)"));
        Assert.Equal("name=more\nconfigSet=drupal\n<config/>", await box.RunAsync("cat", "/mnt/solr/more/core.properties", "/mnt/solr/configsets/drupal/conf/solrconfig.xml"));
    }

    [Fact]
    public async Task Vault_has_a_token_for_each_endpoint_and_the_rights_of_its_policies()
    {
        var plan = Plan("vault-kms:1.12", Map(("endpoints", Nested(
            ("management", new Value.List([Nested(("policy", Text("admin")), ("key", Text("seal")), ("type", Text("sign")))])),
            ("use", new Value.List([
                Nested(("policy", Text("sign")), ("key", Text("seal")), ("type", Text("sign"))),
                Nested(("policy", Text("encrypt")), ("key", Text("box")), ("type", Text("encrypt")))]))))));
        var endpoint = plan.Endpoints["use"];
        Assert.Equal(("http", 8200, "", "S3cretendpointuse", "/"), (endpoint.Scheme, endpoint.Port, endpoint.Username, endpoint.Password, endpoint.Path));
        Assert.Null(plan.DefaultEndpoint);
        Assert.Equal("docker.io/hashicorp/vault:1.12", plan.Image);
        var script = plan.Environment["SUNDOG_PROVISION"];
        Assert.Contains("vault write -f 'transit/keys/seal' type=ecdsa-p256", script);
        Assert.Contains("vault write -f 'transit/keys/box' type=chacha20-poly1305", script);
        Assert.Contains("""path "transit/sign/seal/*" { capabilities = ["read", "update"] }""", script);
        Assert.Contains("""{"id": "S3cretendpointuse", "policies": ["use"]""", script);
        await UnderstoodAsync(plan);
        await UnderstoodAsync(plan with { Commands = new(script, null, null) });
    }

    private static IEnumerable<string> Texts(ServicePlan plan) =>
        new[] { plan.Commands.PreStart, plan.Commands.Start, plan.Commands.PostStart }.OfType<string>();

    // The shell reads all of it and runs nothing.
    private static async Task UnderstoodAsync(ServicePlan plan)
    {
        foreach (var text in Texts(plan))
        {
            using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
            await shell.StandardInput.WriteAsync(text);
            shell.StandardInput.Close();
            var error = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((0, ""), (shell.ExitCode, error));
        }
    }
}
