using System.Text.Json.Nodes;
using Sundog.Configuration;

namespace Sundog.Planning.Tests;

/// <summary>What instances and builds find in their environment.</summary>
public sealed class EnvironmentTests
{
    private const string Shop = """
        applications:
          shop:
            type: "python:3.12"
            variables:
              env:
                color: blue
                npm_config_loglevel: error
                retries: 3
                debug: false
                sizes: [small, {name: large}]
                platform_branch: mine
                port: 1
              php:
                memory_limit: 64M
              stuff:
                steps: [1, 2]
            relationships:
              database: "db:reporting"
              cache: "cache:rabbitmq"
            web:
              commands:
                pre_start: echo before
                start: ./serve
                post_start: echo after
              locations:
                "/":
                  root: public
            workers:
              queue:
                commands:
                  start: ./work
        services:
          db:
            type: "mariadb:11.4"
            configuration:
              schemas: [main]
              endpoints:
                reporting:
                  default_schema: main
                  privileges: {main: ro}
          cache:
            type: "rabbitmq:4.0"
        """;

    private readonly Plan _plan = Given.Plan(Shop);

    private Map<string> Web => _plan.Instance("shop").Environment;

    private Map<string> Queue => _plan.Instance("shop--queue").Environment;

    private Map<string> Build => Assert.Single(_plan.Builds).Environment;

    [Fact]
    public void A_variable_of_the_file_is_there_in_upper_case_and_as_written()
    {
        Assert.Equal("blue", Web["COLOR"]);
        Assert.Equal("error", Web["npm_config_loglevel"]);
        Assert.Equal("error", Web["NPM_CONFIG_LOGLEVEL"]);
    }

    [Fact]
    public void Values_that_are_no_text_are_JSON()
    {
        Assert.Equal("3", Web["RETRIES"]);
        Assert.Equal("false", Web["DEBUG"]);
        Assert.Equal("""["small", {"name": "large"}]""", Web["SIZES"]);
    }

    [Fact]
    public void A_variable_of_the_file_never_beats_one_of_the_platform()
    {
        Assert.Equal("main", Web["PLATFORM_BRANCH"]);
        Assert.Equal("8888", Web["PORT"]);
    }

    [Fact]
    public void Other_prefixes_are_in_PLATFORM_VARIABLES_with_their_structure_and_env_is_not()
    {
        var variables = (JsonObject)Web.Decoded("PLATFORM_VARIABLES");

        Assert.Equal(["php:memory_limit", "stuff:steps"], variables.Select(entry => entry.Key));
        Assert.Equal("64M", (string?)variables["php:memory_limit"]);
        Assert.Equal([1, 2], ((JsonArray)variables["stuff:steps"]!).Select(step => (int)step!));
        Assert.DoesNotContain("MEMORY_LIMIT", Web.Keys);
    }

    [Fact]
    public void PLATFORM_RELATIONSHIPS_has_a_list_for_each_relationship_by_its_name()
    {
        var relationships = (JsonObject)Web.Decoded("PLATFORM_RELATIONSHIPS");
        var database = Assert.Single((JsonArray)relationships["database"]!)!;

        Assert.Equal(["database", "cache"], relationships.Select(entry => entry.Key));
        Assert.Equal("database.internal", (string?)database["host"]);
        Assert.Equal("reporting", (string?)database["rel"]);
        Assert.Equal("db", (string?)database["service"]);
        Assert.Equal("mariadb:11.4", (string?)database["type"]);
        Assert.Equal("db.service.shop-main.internal", (string?)database["hostname"]);
        Assert.Equal("db-endpoint reporting", (string?)database["password"]);
    }

    [Fact]
    public void Each_property_of_a_relationship_is_a_variable_named_for_the_relationship()
    {
        Assert.Equal("database.internal", Web["DATABASE_HOST"]);
        Assert.Equal("3306", Web["DATABASE_PORT"]);
        Assert.Equal("main", Web["DATABASE_PATH"]);
        Assert.Equal("main", Web["DATABASE_NAME"]);
        Assert.Equal("db-endpoint reporting", Web["DATABASE_PASSWORD"]);
        Assert.Equal("cache.internal", Web["CACHE_HOST"]);
        Assert.DoesNotContain("DB_HOST", Web.Keys);
    }

    [Fact]
    public void A_relationship_name_leads_to_the_address_of_its_own_cable()
    {
        var cable = _plan.Cables.Single(cable => cable.Client.Container == "shop--queue" && cable.Relationship == "database");

        Assert.Equal(cable.ServerAddress, _plan.Instance("shop--queue").Hosts["database.internal"]);
        Assert.Equal(cable.ServerAddress, _plan.Instance("shop--queue").Hosts["db.service.shop-main.internal"]);
        Assert.Equal(cable.ServerAddress, Queue["DATABASE_IP"]);
        Assert.NotEqual(Web["DATABASE_IP"], Queue["DATABASE_IP"]);
    }

    [Fact]
    public void Web_is_told_where_to_listen_and_a_worker_is_not()
    {
        Assert.Equal("8888", Web["PORT"]);
        Assert.DoesNotContain("SOCKET", Web.Keys);
        Assert.Equal("/app/public", Web["PLATFORM_DOCUMENT_ROOT"]);
        Assert.Equal("1", Queue["PORT"]);
        Assert.DoesNotContain("PLATFORM_DOCUMENT_ROOT", Queue.Keys);
    }

    [Fact]
    public void An_application_that_listens_on_a_socket_is_told_the_socket_and_no_port()
    {
        var socket = Shop.Replace("    web:\n", "    web:\n      upstream: {socket_family: unix}\n", StringComparison.Ordinal)
            .Replace("        port: 1\n", "", StringComparison.Ordinal);
        var web = Given.Plan(socket).Instance("shop").Environment;

        Assert.Equal("/run/app.sock", web["SOCKET"]);
        Assert.DoesNotContain("PORT", web.Keys);
    }

    [Fact]
    public void Each_instance_is_told_its_own_commands()
    {
        Assert.Equal(("echo before", "./serve", "echo after"), (Web["PLATFORM_PRE_APP_COMMAND"], Web["PLATFORM_APP_COMMAND"], Web["PLATFORM_POST_APP_COMMAND"]));
        Assert.Equal(("", "./work", ""), (Queue["PLATFORM_PRE_APP_COMMAND"], Queue["PLATFORM_APP_COMMAND"], Queue["PLATFORM_POST_APP_COMMAND"]));
        Assert.Equal("./work", (string?)Queue.Decoded("PLATFORM_APPLICATION")["worker"]!["commands"]!["start"]);
    }

    [Fact]
    public void Every_instance_is_told_where_it_is()
    {
        foreach (var environment in new[] { Web, Queue })
        {
            Assert.Equal("/app", environment["HOME"]);
            Assert.Equal("/app", environment["PLATFORM_APP_DIR"]);
            Assert.Equal("shop", environment["PLATFORM_APPLICATION_NAME"]);
            Assert.Equal("shop", environment["PLATFORM_PROJECT"]);
            Assert.Equal("main", environment["PLATFORM_ENVIRONMENT"]);
            Assert.Equal("development", environment["PLATFORM_ENVIRONMENT_TYPE"]);
            Assert.Equal("1111111111111111", environment["PLATFORM_TREE_ID"]);
            Assert.Equal(56, environment["PLATFORM_PROJECT_ENTROPY"].Length);
            Assert.Equal("https://localhost/", Assert.Single((JsonObject)environment.Decoded("PLATFORM_ROUTES")).Key);
        }
    }

    [Fact]
    public void The_build_keeps_what_it_downloads_and_knows_nothing_of_the_environment_it_is_made_for()
    {
        Assert.Equal("1", Build["CI"]);
        Assert.Equal("blue", Build["COLOR"]);
        Assert.Equal("shop", Build["PLATFORM_PROJECT"]);
        foreach (var name in new[] { "PLATFORM_ENVIRONMENT", "PLATFORM_ENVIRONMENT_TYPE", "PLATFORM_RELATIONSHIPS", "PLATFORM_ROUTES", "DATABASE_HOST" })
        {
            Assert.DoesNotContain(name, Build.Keys);
        }

        Assert.All(["COMPOSER_CACHE_DIR", "npm_config_cache", "PIP_CACHE_DIR"], name => Assert.StartsWith(Build["PLATFORM_CACHE_DIR"] + "/", Build[name]));
        Assert.DoesNotContain("CI", Web.Keys);
        Assert.DoesNotContain("PLATFORM_CACHE_DIR", Web.Keys);
    }

    [Fact]
    public void The_build_gets_the_application_s_variables_and_none_that_only_web_has()
    {
        var build = Assert.Single(Given.Plan(Configuration.Tests.Document.Customised).Builds);

        Assert.Equal("none", build.Environment["TYPE"]);
    }

    [Fact]
    public void The_file_run_config_json_tells_limits_relationships_and_routes()
    {
        var run = JsonNode.Parse(_plan.Instance("shop--queue").RunConfiguration!)!;

        Assert.Equal(224, (int)run["info"]!["limits"]!["memory"]!);
        Assert.Equal("database.internal", (string?)run["relationships"]!["database"]![0]!["host"]);
        Assert.Equal("https://localhost/", Assert.Single((JsonObject)run["routes"]!).Key);
    }

    [Fact]
    public void What_the_environment_script_sets_has_the_last_word()
    {
        var instance = Given.Plan(Shop, script: true).Instance("shop--queue");

        Assert.Equal("set -a; . /app/.environment; set +a\n./work", instance.Commands.Start);
        Assert.Null(instance.Commands.PreStart);
        Assert.Equal("./work", _plan.Instance("shop--queue").Commands.Start);
    }
}
