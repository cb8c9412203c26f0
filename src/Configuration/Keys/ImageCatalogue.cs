namespace Sundog.Configuration;

/// <summary>One version of an image in the platform's registry.</summary>
internal enum VersionState
{
    Supported,
    Deprecated,
    Retired,
    Unknown,
}

/// <summary>A runtime or service type as the platform's registry knows it.</summary>
/// <param name="Name">For example <c>mariadb</c>.</param>
/// <param name="Supported">Supported versions.</param>
/// <param name="Deprecated">Versions that still work and will not for long.</param>
/// <param name="Endpoints">Its endpoints, the default one first.</param>
internal sealed record Image(string Name, string[] Supported, string[] Deprecated, string[] Endpoints)
{
    /// <summary>Whether a relationship that names no endpoint gets the first one.</summary>
    public bool HasDefault { get; init; } = Endpoints.Length > 0;

    /// <summary>Versions beyond the registry's newest are unknown, all others were once there.</summary>
    public VersionState StateOf(string version)
    {
        if (Supported.Contains(version))
            return VersionState.Supported;

        if (Deprecated.Contains(version))
            return VersionState.Deprecated;

        return Number(version) is { } number && Supported.Select(Number).Max() is { } newest && number < newest
            ? VersionState.Retired
            : VersionState.Unknown;
    }

    private static Version? Number(string version) => Version.TryParse(
        version.Contains('.', StringComparison.Ordinal) ? version : version + ".0", out var number) ? number : null;
}

/// <summary>The platform's runtimes and services.</summary>
internal static class ImageCatalogue
{
    private static readonly string[] _http = ["http"];

    public static IReadOnlyDictionary<string, Image> Runtimes { get; } = new Image[]
    {
        new("dotnet", ["10.0", "8.0"], [], _http),
        new("elixir", ["1.20"], ["1.19", "1.18"], _http),
        new("golang", ["1.26", "1.25"], [], _http),
        new("java", ["25", "21", "17"], [], _http),
        new("nodejs", ["26", "24"], ["22"], _http),
        new("php", ["8.5", "8.4"], ["8.3", "8.2"], ["http", "php"]),
        new("python", ["3.14", "3.13"], ["3.12", "3.11", "3.10"], _http),
        new("ruby", ["4.0", "3.4", "3.3"], [], _http),
        new("rust", ["1"], [], _http),
    }.ToDictionary(image => image.Name, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, Image> Services { get; } = new Image[]
    {
        new("mariadb", ["12.3", "11.8", "11.4"], [], ["mysql"]),
        new("mysql", ["12.3", "11.8", "11.4"], [], ["mysql"]),
        new("oracle-mysql", ["8.4"], [], ["mysql", "mysqlx"]),
        new("mariadb-replica", ["12.3", "11.8", "11.4"], [], ["mysql"]),
        new("postgresql", ["18", "17", "16", "15", "14"], [], ["postgresql"]),
        new("postgresql-replica", ["18", "17", "16"], [], ["postgresql"]),
        new("postgres-replica", ["18", "17", "16"], [], ["postgresql"]),
        new("redis", ["8.8", "8.0"], ["7.2", "6.2"], ["redis"]),
        new("redis-persistent", ["8.8", "8.0"], ["7.2", "6.2"], ["redis"]),
        new("valkey", ["9.0", "8.1", "8.0"], [], ["valkey"]),
        new("valkey-persistent", ["9.0", "8.1", "8.0"], [], ["valkey"]),
        new("memcached", ["1.6"], [], ["memcached"]),
        new("rabbitmq", ["4.3", "4.2"], [], ["rabbitmq"]),
        new("kafka", ["4.3", "4.1"], [], ["kafka"]),
        new("opensearch", ["3"], ["2"], ["opensearch"]),
        new("elasticsearch", ["7.10"], [], ["elasticsearch"]),
        new("elasticsearch-enterprise", ["9.3", "8.19"], [], ["elasticsearch"]),
        new("solr", ["10.0", "9.9", "9.6", "9.4", "9.2", "9.1"], [], ["solr"]),
        new("mongodb", ["4.0"], [], ["mongodb"]),
        new("mongodb-enterprise", ["7.0"], [], ["mongodb"]),
        new("influxdb", ["3", "2.7", "2.3"], [], ["influxdb"]),
        new("clickhouse", ["26.3", "25.8"], ["25.3", "24.3", "23.8"], ["clickhouse", "clickhouse-http"]),
        new("chrome-headless", ["120", "113"], [], _http),
        new("gotenberg", ["8"], [], _http),
        new("mercure", ["0"], [], ["mercure"]),
        new("varnish", ["9.0", "6.0"], [], ["http", "http+stats"]),
        new("vault-kms", ["1.12"], [], []),
        new("network-storage", ["1.0"], ["2.0"], []),
    }.ToDictionary(image => image.Name, StringComparer.Ordinal);
}
