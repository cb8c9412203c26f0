using Sundog.Configuration;
using Sundog.Services;

namespace Sundog.Planning;

/// <summary>The platform's runtimes: what the host must have so that its own <c>/usr</c> can serve as the root file system.</summary>
public static class RuntimeCatalogue
{
    private static readonly Map<RuntimeImage> s_runtimes = new Dictionary<string, RuntimeImage>
    {
        ["python"] = new("HIGH_CPU", "docker.io/library/python:{version}", new(["python3", "python3-pip", "python3-venv", "python-is-python3"], ["python3", "python", "pip"], ["python3", "--version"])),
        ["nodejs"] = new("HIGH_CPU", "docker.io/library/node:{version}", new(["nodejs", "npm"], ["node", "npm"], ["node", "--version"])),
        ["php"] = new("HIGH_CPU", "docker.io/library/php:{version}-fpm", new(["php-cli", "php-fpm", "composer"], ["php", "composer", "/usr/sbin/php-fpm*"], ["php", "--version"])),
        ["ruby"] = new("HIGH_CPU", "docker.io/library/ruby:{version}", new(["ruby", "bundler"], ["ruby", "bundle"], ["ruby", "--version"])),
        ["golang"] = new("HIGH_CPU", "docker.io/library/golang:{version}", new(["golang-go"], ["go"], ["go", "version"])),
        ["java"] = new("HIGH_MEMORY", "docker.io/library/eclipse-temurin:{version}", new(["default-jdk-headless"], ["java"], ["java", "-version"])),
        ["elixir"] = new("HIGH_CPU", "docker.io/library/elixir:{version}", new(["elixir"], ["elixir"], ["elixir", "--version"])),
        ["rust"] = new("HIGH_CPU", "docker.io/library/rust:{version}", new(["cargo", "rustc"], ["cargo"], ["rustc", "--version"])),
        // Debian has no package of it: an application that needs it finds it below /usr or does not.
        ["dotnet"] = new("HIGH_CPU", "mcr.microsoft.com/dotnet/sdk:{version}", new([], [], ["dotnet", "--version"])),
        ["composable"] = new("HIGH_CPU", null, null),
    }.ToMap(entry => entry.Key, entry => entry.Value);

    /// <summary>The runtime of a type; null when the platform has none of that name.</summary>
    public static RuntimeImage? Find(ImageType type) => s_runtimes.TryGetValue(type.Name, out var runtime) ? runtime : null;

    /// <summary>The names of the runtimes.</summary>
    public static IEnumerable<string> Names => s_runtimes.Keys;
}

/// <summary>A runtime.</summary>
/// <param name="ContainerProfile">The profile of instances that choose none.</param>
/// <param name="Image">The OCI image that has it, with <c>{version}</c> for the version; null: none has.</param>
/// <param name="Host">How the host has it; null: it cannot.</param>
public sealed record RuntimeImage(string ContainerProfile, string? Image, HostInstallation? Host)
{
    /// <summary>The image of a version; null: none has it.</summary>
    public string? ImageOf(ImageType type) => Image?.Replace("{version}", type.Version.Length == 0 ? "latest" : type.Version, StringComparison.Ordinal);
}
