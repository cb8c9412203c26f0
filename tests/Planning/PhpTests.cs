using Sundog.Configuration;

namespace Sundog.Planning.Tests;

/// <summary>PHP-FPM and its settings.</summary>
public sealed class PhpTests
{
    private const string Shop = """
        applications:
          shop:
            type: "php:8.4"
            runtime:
              extensions: [redis, {name: apcu, configuration: {apc.enabled: 1}}]
              request_terminate_timeout: 60
              sizing_hints: {request_memory: 5, reserved_memory: 100}
            variables:
              php: {memory_limit: 256M, display_errors: true, error_reporting: E_ALL & ~E_NOTICE, "a b": no, sendmail_path: "say \"$x\""}
            web:
              locations: {"/": {root: web, passthru: /index.php}}
            workers:
              queue:
                commands: {start: php work.php}
              plain:
                commands: {start: php work.php}
                variables: {}
        """;

    [Fact]
    public void Web_starts_PHP_FPM_unless_it_says_otherwise()
    {
        Assert.Equal("exec sh /run/php/start", Given.Plan(Shop).Instance("shop").Commands.Start);
        Assert.Contains("php-fpm8.4", Given.Plan(Shop).Instance("shop").Files["/run/php/start"]);
        Assert.Equal("/usr/bin/start-php-app", Given.Plan(Shop).Instance("shop").Environment["PLATFORM_APP_COMMAND"]);
    }

    [Theory]
    [InlineData("/usr/bin/start-php-app", "exec sh /run/php/start")]
    [InlineData("php warm.php && /usr/bin/start-php-app", "php warm.php && sh /run/php/start")]
    [InlineData("php -S 127.0.0.1:$PORT", "php -S 127.0.0.1:$PORT")]
    public void The_platform_s_own_name_of_that_command_is_understood(string start, string runs)
    {
        var configuration = Shop.Replace("    web:\n", $"    web:\n      commands: {{start: \"{start}\"}}\n", StringComparison.Ordinal);

        Assert.Equal(runs, Given.Plan(configuration).Instance("shop").Commands.Start);
    }

    [Fact]
    public void It_listens_where_the_router_looks()
    {
        var tcp = Shop.Replace("    web:\n", "    web:\n      upstream: {socket_family: tcp}\n", StringComparison.Ordinal);

        Assert.Contains("listen = /run/app.sock\n", Given.Plan(Shop).Instance("shop").Files["/run/php/fpm.conf"]);
        Assert.Contains("listen = 127.0.0.1:8888\n", Given.Plan(tcp).Instance("shop").Files["/run/php/fpm.conf"]);
    }

    [Theory]
    // HIGH_CPU has 64 MB at 0.1 and 224 MB at 0.5: 10 MB is the least that a request is reckoned to take.
    [InlineData(0.5, 13)]
    [InlineData(0.1, 2)]
    public void It_serves_as_many_requests_at_once_as_the_memory_bears_and_at_least_two(double cpu, int children)
    {
        var request = Given.Request(Shop) with { Sizes = new([new("shop", ContainerSize.None with { Cpu = cpu })]) };
        var pool = Planner.Plan(request).Plan.Instance("shop").Files["/run/php/fpm.conf"];

        Assert.Contains($"pm.max_children = {children}\n", pool);
        Assert.Contains("request_terminate_timeout = 60\n", pool);
    }

    [Fact]
    public void Variables_of_php_are_settings_in_web_and_in_workers_by_the_rule_of_inheritance()
    {
        var plan = Given.Plan(Shop);
        var web = plan.Instance("shop").Files["/run/php/php.d/90-variables.ini"];

        Assert.Equal("memory_limit = 256M\ndisplay_errors = On\nerror_reporting = E_ALL & ~E_NOTICE\nsendmail_path = \"say \\\"\\$x\\\"\"\n", web);
        Assert.Equal(web, plan.Instance("shop--queue").Files["/run/php/php.d/90-variables.ini"]);
        Assert.Equal("", plan.Instance("shop--plain").Files["/run/php/php.d/90-variables.ini"]);
        Assert.DoesNotContain("/run/php/fpm.conf", plan.Instance("shop--queue").Files.Keys);
    }

    [Fact]
    public void A_variable_of_the_environment_beats_the_one_of_the_file()
    {
        var request = Given.Request(Shop) with { Variables = [new("php:memory_limit", new Value.Text("1G"), IsVisibleAtBuild: true, IsVisibleAtRuntime: true, null)] };

        Assert.EndsWith("memory_limit = 1G\n", Planner.Plan(request).Plan.Instance("shop").Files["/run/php/php.d/90-variables.ini"]);
    }

    [Fact]
    public void The_application_s_own_php_ini_stands_between_the_platform_s_defaults_and_the_variables()
    {
        var request = Given.Request(Shop);
        request = request with { Sources = request.Sources.ToMap(entry => entry.Key, entry => entry.Value with { PhpSettings = "date.timezone = UTC\n" }) };
        var files = Planner.Plan(request).Plan.Instance("shop").Files;

        Assert.Equal("date.timezone = UTC\n", files["/run/php/php.d/50-application.ini"]);
        Assert.Contains("PHP_INI_SCAN_DIR=:/run/php/fpm.d:/run/php/php.d", files["/run/php/start"]);
    }

    [Fact]
    public void The_first_runtime_of_a_composable_image_may_be_PHP_and_an_application_of_another_language_has_no_such_files()
    {
        const string Composable = """
            applications:
              shop:
                type: "composable:25.11"
                stack:
                  runtimes: ["php@8.4": {extensions: [redis], sizing_hints: {request_memory: 60}}, "nodejs@24"]
                web:
                  locations: {"/": {root: web, passthru: /index.php}}
            """;
        var plan = Given.Plan(Composable);

        Assert.Equal("exec sh /run/php/start", plan.Instance("shop").Commands.Start);
        Assert.Contains("pm.max_children = 3\n", plan.Instance("shop").Files["/run/php/fpm.conf"]);
        Assert.Empty(Given.Plan(Composable.Replace("\"php@8.4\": {extensions: [redis], sizing_hints: {request_memory: 60}}, ", "", StringComparison.Ordinal)).Instance("shop").Files);
    }

    [Fact]
    public void Another_size_of_web_restarts_it_for_another_number_of_requests_at_once()
    {
        var request = Given.Request(Shop);
        var difference = PlanDifference.Between(
            Planner.Plan(request).Plan.Instances,
            Planner.Plan(request with { Sizes = new([new("shop", ContainerSize.None with { Cpu = 1 }), new("shop--queue", ContainerSize.None with { Cpu = 1 })]) }).Plan);

        Assert.Equal("its size changed, and with it how many requests PHP serves at once", difference.Reasons["shop.0"]);
        Assert.Equal("shop--queue.0", Assert.Single(difference.Resize).Name.ToString());
    }
}
