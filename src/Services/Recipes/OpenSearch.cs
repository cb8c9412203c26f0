using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>OpenSearch, as one node.</summary>
internal sealed class OpenSearch : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["opensearch"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        // Its passwords need certificates on every connection between nodes, of which there is one: what protects it is that only those with
        // a relationship get here.
        return SearchServer.HasAuthentication(configuration)
            ? throw configuration.Wrong("`authentication.enabled` asks for passwords, which Sundog does not set up for OpenSearch: take it out; only those with a relationship reach the service")
            : SearchServer.Plan(service, context, new SearchFlavor(
                Name: "opensearch",
                Home: "/usr/share/opensearch",
                Settings: ["plugins.security.disabled: true"],
                Prepare: null,
                Plugins: configuration.Names("plugins"),
                Environment: Map<string>.Empty,
                Image: service.ImageOf("opensearchproject/opensearch")));
    }
}
