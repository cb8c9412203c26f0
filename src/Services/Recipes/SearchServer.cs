using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>What tells Elasticsearch and OpenSearch apart.</summary>
/// <param name="Name">The endpoint's and the program's name.</param>
/// <param name="Home">Where the image has it.</param>
/// <param name="Settings">Lines of its configuration file.</param>
/// <param name="Prepare">Shell text that comes before the start; null: none.</param>
/// <param name="Plugins">Plugins that it must have.</param>
/// <param name="Environment">The environment of its commands.</param>
/// <param name="Image">The image.</param>
internal sealed record SearchFlavor(
    string Name, string Home, Sequence<string> Settings, string? Prepare, Sequence<string> Plugins, Map<string> Environment, string Image)
{
    /// <summary>Null: none is needed.</summary>
    public string? Username { get; init; }

    /// <summary>Null: none is needed.</summary>
    public string? Password { get; init; }

    /// <summary>What its variables' names begin with.</summary>
    public string Prefix { get; } = Name == "opensearch" ? "OPENSEARCH" : "ES";
}

/// <summary>What Elasticsearch and OpenSearch, which comes from it, have in common: nearly all.</summary>
internal static class SearchServer
{
    public static bool HasAuthentication(ServiceConfiguration configuration) =>
        configuration.Map("authentication").TryGetValue("enabled", out var enabled) && enabled is Value.Boolean(true);

    public static ServicePlan Plan(Service service, ServiceContext context, SearchFlavor flavor)
    {
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        return new()
        {
            Commands = new(PreStart(flavor), $"unset SUNDOG_PASSWORD\nexec {flavor.Home}/bin/{flavor.Name}", Shell.Await(Shell.IsListening(Port), flavor.Name)),
            // Half of the memory is for what the kernel keeps of its files.
            Environment = new(
            [
                new($"{flavor.Prefix}_PATH_CONF", Settings),
                new($"{flavor.Prefix}_JAVA_OPTS", $"-Xms{memory / 2}m -Xmx{memory / 2}m"),
                new($"{flavor.Prefix}_TMPDIR", "/tmp"),
                .. flavor.Environment,
            ]),
            Endpoints = new([new(flavor.Name, new(flavor.Name, "http", Port) { Username = flavor.Username, Password = flavor.Password })]),
            DefaultEndpoint = flavor.Name,
            Ports = [Port],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Image = flavor.Image,
        };
    }

    private const int Port = 9200;

    private const int MinimumDisk = 256;

    private const string Settings = "/run/search";

    private const string Logs = "/tmp/logs";

    // Its own settings beside the image's: the key store is written into their directory at the start. No maps of files, for which the
    // machine would have to allow more of them than it usually does.
    private static string PreStart(SearchFlavor flavor) =>
        $"""
        umask 077
        {Required(flavor)}
        mkdir -p {Settings} /mnt/data {Logs}
        cp -r {flavor.Home}/config/. {Settings}/ || exit 1
        # The image would write these beside the programs, where nothing can be written, and Java does not start without.
        sed -i 's#\([=:]\)logs/#\1{Logs}/#' {Settings}/jvm.options || exit 1
        cat > {Settings}/{flavor.Name}.yml <<'END'
        cluster.name: sundog
        node.name: {flavor.Name}
        discovery.type: single-node
        network.host: 0.0.0.0
        http.port: {Port}
        path.data: /mnt/data
        path.logs: {Logs}
        node.store.allow_mmap: false
        {string.Join('\n', flavor.Settings)}
        END
        {flavor.Prepare ?? ":"}
        """;

    // A service has no way out by which it could fetch one.
    private static string Required(SearchFlavor flavor) => flavor.Plugins.Count == 0 ? ":" :
        $"""
        for plugin in {string.Join(' ', flavor.Plugins.Select(Shell.Quote))}; do
          if [ ! -d "{flavor.Home}/plugins/$plugin" ] && [ ! -d "{flavor.Home}/modules/$plugin" ]; then
            echo "the image has no plugin $plugin: make one that has it, and name it in images.json" >&2
            exit 1
          fi
        done
        """;
}
