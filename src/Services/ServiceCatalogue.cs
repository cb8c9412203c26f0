using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>The service types that Sundog can run.</summary>
public static class ServiceCatalogue
{
    private static readonly Sequence<IServiceRecipe> Recipes =
    [
        new ChromeHeadless(),
        new ClickHouse(),
        new Elasticsearch(),
        new Gotenberg(),
        new InfluxDb(),
        new Kafka(),
        new MariaDb(),
        new MariaDbReplica(),
        new Memcached(),
        new Mercure(),
        new MongoDb(),
        new NetworkStorage(),
        new OpenSearch(),
        new OracleMySql(),
        new PostgreSql(),
        new PostgreSqlReplica(),
        new RabbitMq(),
        new Redis(),
        new Solr(),
        new Valkey(),
        new Varnish(),
        new VaultKms(),
    ];

    private static readonly Map<IServiceRecipe> ByType =
        new(Recipes.SelectMany(recipe => recipe.Types.Select(type => KeyValuePair.Create(type, recipe))));

    /// <summary>The names of the types, in alphabetical order.</summary>
    public static Sequence<string> Types { get; } = ByType.Keys.Order(StringComparer.Ordinal).ToSequence();

    /// <summary>The recipe for a type's name; null: there is none, and <see cref="Explain"/> says what to tell.</summary>
    public static IServiceRecipe? Find(string type) => ByType.TryGetValue(type, out var recipe) ? recipe : null;

    /// <summary>Why there is no recipe for a type's name, and which there are.</summary>
    public static string Explain(string type) =>
        $"`{type}` is not a service type; Sundog runs {ServiceConfiguration.Listing([.. Types])}";

    /// <summary>The plan of a service.</summary>
    /// <exception cref="ServiceException">There is no recipe for its type, or its configuration asks for something that cannot be.</exception>
    public static ServicePlan Plan(Service service, ServiceContext context) =>
        Find(service.Type.Name) is { } recipe
            ? recipe.Plan(service, context)
            : throw new ServiceException($"service `{service.Name}`: {Explain(service.Type.Name)}", service.Place);

    /// <summary>The plans of a project's services, by name. A recipe is told of the services that it has relationships to; the
    /// validator has refused circles.</summary>
    /// <exception cref="ServiceException">As for one service.</exception>
    public static Map<ServicePlan> Plans(Map<Service> services, Func<Service, ServiceContext> context)
    {
        var plans = new Dictionary<string, ServicePlan>();
        return services.ToMap(entry => entry.Key, entry => PlanOf(entry.Value));

        ServicePlan PlanOf(Service service)
        {
            if (!plans.TryGetValue(service.Name, out var plan))
            {
                var related = service.Relationships.Values
                    .Where(relationship => relationship.Service != service.Name && services.ContainsKey(relationship.Service))
                    .ToMap(relationship => relationship.Name, relationship => Related(services[relationship.Service]));
                plans[service.Name] = plan = Plan(service, context(service) with { Related = related });
            }

            return plan;
        }

        RelatedService Related(Service service) => new(service.Type, PlanOf(service));
    }
}
