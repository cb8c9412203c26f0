using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>The service types that Sundog can run.</summary>
public static class ServiceCatalogue
{
    private static readonly Sequence<IServiceRecipe> Recipes =
    [
        new MariaDb(),
        new Memcached(),
        new NetworkStorage(),
        new PostgreSql(),
        new RabbitMq(),
        new Redis(),
        new Valkey(),
        new Varnish(),
    ];

    // The platform has these too; Sundog does not run them yet.
    private static readonly Sequence<string> NotYet =
    [
        "chrome-headless", "clickhouse", "elasticsearch", "elasticsearch-enterprise", "gotenberg", "influxdb", "kafka", "mariadb-replica",
        "mercure", "mongodb", "mongodb-enterprise", "opensearch", "oracle-mysql", "postgresql-replica", "postgres-replica", "solr", "vault-kms",
    ];

    private static readonly Map<IServiceRecipe> ByType =
        new(Recipes.SelectMany(recipe => recipe.Types.Select(type => KeyValuePair.Create(type, recipe))));

    /// <summary>The names of the types, in alphabetical order.</summary>
    public static Sequence<string> Types { get; } = ByType.Keys.Order(StringComparer.Ordinal).ToSequence();

    /// <summary>The recipe for a type's name; null: there is none, and <see cref="Explain"/> says what to tell.</summary>
    public static IServiceRecipe? Find(string type) => ByType.TryGetValue(type, out var recipe) ? recipe : null;

    /// <summary>Why there is no recipe for a type's name, and which there are.</summary>
    public static string Explain(string type) =>
        (NotYet.Contains(type)
            ? $"`{type}` is a service type of the platform that Sundog does not run yet"
            : $"`{type}` is not a service type")
        + $"; Sundog runs {ServiceConfiguration.Listing([.. Types])}";

    /// <summary>The plan of a service.</summary>
    /// <exception cref="ServiceException">There is no recipe for its type, or its configuration asks for something that cannot be.</exception>
    public static ServicePlan Plan(Service service, ServiceContext context) =>
        Find(service.Type.Name) is { } recipe
            ? recipe.Plan(service, context)
            : throw new ServiceException($"service `{service.Name}`: {Explain(service.Type.Name)}", service.Place);
}
