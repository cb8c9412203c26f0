using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>What an instance with PHP finds below <c>/run/php</c>: PHP's settings, from weakest to strongest those of the platform, of the
/// application's <c>php.ini</c> and of its variables <c>php</c>; the settings of PHP-FPM, and the script that starts it.</summary>
internal static class PhpFiles
{
    private const string Directory = "/run/php", Script = Directory + "/start", Pool = Directory + "/fpm.conf";
    private const string ForAll = Directory + "/php.d", ForServer = Directory + "/fpm.d", ForPrograms = Directory + "/cli.d";

    // https://docs.upsun.com/languages/php.html; programs have no limits of time in PHP itself, and none of memory here.
    private const string ServerDefaults = """
        log_errors = On
        max_execution_time = 300
        max_file_uploads = 20
        max_input_time = 60
        max_input_vars = 1000
        memory_limit = 128M
        opcache.memory_consumption = 64
        post_max_size = 64M
        upload_max_filesize = 64M

        """;

    private const string ProgramSettings = "memory_limit = -1\n";

    /// <summary>The files, by their paths.</summary>
    public static Map<string> Of(PhpRuntime php, InstanceDefinition instance, string? ownSettings, IEnumerable<ExternalVariable> external, WebServer server, Limits limits)
    {
        var files = new Dictionary<string, string>
        {
            [$"{ForPrograms}/10-platform.ini"] = ProgramSettings,
            [$"{ForAll}/90-variables.ini"] = PhpIni.Of(UserVariables.Of("php", instance.Variables, external)),
        };
        if (ownSettings is not null)
        {
            files[$"{ForAll}/50-application.ini"] = ownSettings;
        }

        if (instance.Worker is null)
        {
            files[$"{ForServer}/10-platform.ini"] = ServerDefaults;
            files[Pool] = PoolOf(php, server, limits);
            files[Script] = ScriptFor(php.Version);
        }

        return new(files);
    }

    /// <summary>Tells PHP, wherever it is started in the instance, of its settings: those of the machine or image come first.</summary>
    public static KeyValuePair<string, string> Variable { get; } = new("PHP_INI_SCAN_DIR", $":{ForAll}:{ForPrograms}");

    /// <summary>The commands, with our way to start PHP-FPM in place of the platform's.</summary>
    public static Commands Commands(Commands commands) =>
        commands with { Start = commands.Start?.Trim() == PhpRuntime.Start ? $"exec sh {Script}" : commands.Start?.Replace(PhpRuntime.Start, $"sh {Script}", StringComparison.Ordinal) };

    // As many children as the memory bears, and at least two; they are there while there are requests.
    private static string PoolOf(PhpRuntime php, WebServer server, Limits limits) => $"""
        [global]
        daemonize = no
        error_log = /dev/stderr
        systemd_interval = 0

        [web]
        listen = {(server.SocketFamily == "unix" ? PlatformVariables.Socket : $"127.0.0.1:{PlatformVariables.Port}")}
        pm = ondemand
        pm.max_children = {Math.Max(2, (limits.Memory - php.ReservedMemory + php.RequestMemory - 1) / php.RequestMemory)}
        pm.process_idle_timeout = 60s
        request_terminate_timeout = {php.RequestTerminateTimeout ?? 0}
        clear_env = no
        catch_workers_output = yes
        decorate_workers_output = no

        """;

    // Debian has the version in the program's name, images do not.
    private static string ScriptFor(string version) => $"""
        export PHP_INI_SCAN_DIR=:{ForServer}:{ForAll}
        for program in php-fpm{version} php-fpm /usr/sbin/php-fpm[0-9]*; do
            command -v "$program" >/dev/null && exec "$program" --nodaemonize --fpm-config {Pool}
        done
        echo "there is no PHP-FPM" >&2
        exit 127

        """;
}
