using System.Text;
using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>The variables that the platform provides and users cannot set.</summary>
public static class PlatformVariables
{
    /// <summary>Where applications live.</summary>
    public const string ApplicationDirectory = "/app";

    /// <summary>The port on which the web instance's command is to listen.</summary>
    public const int Port = 8888;

    /// <summary>The socket of commands that listen on one.</summary>
    public const string Socket = "/run/app.sock";

    /// <summary>What a build leaves for the next one.</summary>
    public const string CacheDirectory = "/mnt";

    private const string SearchPath =
        "/app/.global/bin:/app/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/.sundog/bin";

    /// <summary>What both a build and an instance of the application see.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Common(EnvironmentSettings environment, string application, string treeId) =>
    [
        new("HOME", ApplicationDirectory),
        new("USER", "web"),
        new("LANG", "C.UTF-8"),
        new("PATH", SearchPath),
        new("PLATFORM_APP_DIR", ApplicationDirectory),
        new("PLATFORM_APPLICATION_NAME", application),
        new("PLATFORM_PROJECT", environment.Name.Project),
        new("PLATFORM_PROJECT_ENTROPY", environment.Entropy),
        new("PLATFORM_TREE_ID", treeId),
    ];

    /// <summary>What only a build sees.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Build() =>
    [
        new("CI", "1"),
        new("PLATFORM_CACHE_DIR", CacheDirectory),
        new("PLATFORM_OUTPUT_DIR", ApplicationDirectory),
        new("PLATFORM_VENDOR", "upsun"),

        // The host's Python is Debian's, which refuses pip; the platform's does not. Packages go below HOME, as there.
        new("PIP_BREAK_SYSTEM_PACKAGES", "1"),
        new("PIP_NO_WARN_SCRIPT_LOCATION", "1"),
        new("PIP_DISABLE_PIP_VERSION_CHECK", "1"),

        // What was downloaded is there for the next build, and does not become part of this one's result, as it would below HOME.
        new("COMPOSER_CACHE_DIR", CacheDirectory + "/composer"),
        new("npm_config_cache", CacheDirectory + "/npm"),
        new("PIP_CACHE_DIR", CacheDirectory + "/pip"),
    ];

    /// <summary>What an instance sees beside its relationships.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Instance(EnvironmentSettings environment, Application application, InstanceDefinition instance, Value routes, IReadOnlyList<ExternalVariable> external)
    {
        yield return new("PLATFORM_APP_COMMAND", instance.Commands.Start ?? "");
        yield return new("PLATFORM_PRE_APP_COMMAND", instance.Commands.PreStart ?? "");
        yield return new("PLATFORM_POST_APP_COMMAND", instance.Commands.PostStart ?? "");
        yield return new("PLATFORM_BRANCH", environment.Branch);
        yield return new("PLATFORM_ENVIRONMENT", environment.Name.Machine);
        yield return new("PLATFORM_ENVIRONMENT_TYPE", environment.Type);
        yield return new("PLATFORM_ROUTES", Base64(routes));
        yield return new("PLATFORM_SMTP_HOST", "");
        yield return new("PLATFORM_VARIABLES", Base64(UserVariables.Document(instance.Variables, external)));
        yield return new("PLATFORM_APPLICATION", Base64(InstanceDocument.Of(application, instance)));
        if (instance.Worker is not null)
        {
            yield break;
        }

        if (application.WebServer.Locations.TryGetValue("/", out var location) && location.Root is { } root)
        {
            yield return new("PLATFORM_DOCUMENT_ROOT", $"{ApplicationDirectory}/{root}".TrimEnd('/'));
        }

        yield return application.WebServer.SocketFamily == "unix" ? new("SOCKET", Socket) : new("PORT", Port.ToString());
    }

    /// <summary>Base64 of JSON, as these variables are written.</summary>
    internal static string Base64(Value value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value.ToJson()));
}
