using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Valkey, as a cache or with persistent data. A host without it may have Redis, from which Valkey has its protocol and its files.</summary>
internal sealed class Valkey : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["valkey", "valkey-persistent"];

    public ServicePlan Plan(Service service, ServiceContext context) => KeyValueStore.Plan(service, context, new KeyValueFlavor(
        Name: "valkey",
        Persistent: service.Type.Name == "valkey-persistent",
        Options: [],
        Host:
        [
            new(["valkey-server", "valkey-tools"], ["valkey-server", "valkey-cli"], ["valkey-server", "--version"]),
            KeyValueStore.RedisServer with { Note = "this system has no Valkey: redis-server stands in for it" },
        ],
        Image: service.ImageOf("valkey/valkey")));
}
