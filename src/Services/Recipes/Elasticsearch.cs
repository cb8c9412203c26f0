using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Elasticsearch, as one node.</summary>
internal sealed class Elasticsearch : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["elasticsearch", "elasticsearch-enterprise"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var authentication = SearchServer.HasAuthentication(configuration);
        var password = authentication ? context.Secret("password") : null;
        return SearchServer.Plan(service, context, new SearchFlavor(
            Name: "elasticsearch",
            Home: "/usr/share/elasticsearch",
            Settings: [$"xpack.security.enabled: {(authentication ? "true" : "false")}"],
            // The password of the user `elastic` at the first start, from the node's own key store and not from a file in clear.
            Prepare: authentication
                ? """printf '%s' "$SUNDOG_PASSWORD" | /usr/share/elasticsearch/bin/elasticsearch-keystore add --stdin --force bootstrap.password"""
                : null,
            Plugins: configuration.Names("plugins"),
            Environment: password is null ? Map<string>.Empty : new([new("SUNDOG_PASSWORD", password)]),
            Image: service.WholeVersionImageOf("docker.elastic.co/elasticsearch/elasticsearch")) with
        {
            Username = authentication ? "elastic" : null,
            Password = password,
        });
    }
}
