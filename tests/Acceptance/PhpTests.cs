namespace Sundog.Acceptance.Tests;

/// <summary>An application in PHP without a command of its own for web.</summary>
public sealed class PhpTests : IAsyncLifetime
{
    private const string Configuration = """
        applications:
          shop:
            type: "php:8.2"
            variables:
              php: {memory_limit: 200M}
            relationships: {database: "db:postgresql"}
            runtime: {extensions: [pdo_pgsql]}
            hooks: {deploy: php migrate.php}
            web:
              locations: {"/": {root: web, passthru: /index.php}}
            workers:
              queue: {commands: {start: "php work.php $(echo --tries=3)"}}
        services:
          db: {type: "postgresql:15"}
        """;

    // Both the relationship and the settings, as an application would ask for them.
    private const string Library = """
        <?php
        function database(): PDO {
            $at = json_decode(base64_decode(getenv('PLATFORM_RELATIONSHIPS')), true)['database'][0];
            return new PDO("pgsql:host={$at['host']};port={$at['port']};dbname={$at['path']}", $at['username'], $at['password']);
        }
        function settings(): string { return implode(' ', array_map('ini_get', ['memory_limit', 'max_execution_time', 'max_input_vars', 'user_agent'])); }
        """;

    private readonly Machine _machine = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task PHP_is_served_by_its_own_server_with_the_platform_s_settings_the_application_s_and_its_variables()
    {
        var project = Project.Of(_machine, Configuration);
        project.Write("library.php", Library);
        project.Write("php.ini", "user_agent = \"the shop\"\nmemory_limit = 100M\n");
        project.Write("migrate.php", "<?php require 'library.php'; database()->exec('create table orders (tries text)');");
        project.Write("work.php", "<?php require 'library.php'; database()->prepare('insert into orders values (?)')->execute([$argv[1]]); sleep(1000);");
        project.Write("settings.php", "<?php require 'library.php'; echo settings();");
        project.Write("web/index.php", "<?php require '../library.php'; echo settings(), ' ', $_SERVER['REQUEST_URI'], ' ', database()->query('select max(tries) from orders')->fetchColumn();");
        var up = await project.UpAsync();
        using var page = new HttpClient { BaseAddress = Project.Url(up) };

        // The worker is started before the deploy hook, as on the platform, and again until the table is there.
        await Until.TrueAsync(
            async () => await TryAsync(page, "orders?page=2") == "200M 300 1000 the shop /orders?page=2 --tries=3", "the page");
        Assert.Equal("-1 0 1000 the shop", await project.ReadAsync("", "php settings.php"));
        Assert.Equal("-1 0 1000 the shop", await project.ReadAsync("queue", "php settings.php"));
        Assert.Contains("Nothing has changed", (await project.UpAsync()).Error);
    }

    private static async Task<string?> TryAsync(HttpClient page, string path)
    {
        using var answer = await page.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : null;
    }
}
