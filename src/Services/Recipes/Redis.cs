using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Redis, as a cache or with persistent data.</summary>
internal sealed class Redis : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["redis", "redis-persistent"];

    public ServicePlan Plan(Service service, ServiceContext context) => KeyValueStore.Plan(service, context, new KeyValueFlavor(
        Name: "redis",
        Persistent: service.Type.Name == "redis-persistent",
        // As on the platform, where its clients may not change the server.
        Options: ["--rename-command", "CONFIG", ""],
        Host: [KeyValueStore.RedisServer],
        Image: service.ImageOf("redis")));
}
