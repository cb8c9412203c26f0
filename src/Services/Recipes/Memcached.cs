using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Memcached.</summary>
internal sealed class Memcached : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["memcached"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "BALANCED";
        var memory = context.MemoryOf(profile);
        return new()
        {
            // No UDP: it answers to forged addresses. Some memory stays for connections and the hash table.
            Commands = new(null, Shell.Line("exec memcached", ["-l", "0.0.0.0", "-p", $"{Port}", "-U", "0", "-m", $"{memory * 3 / 4}"]),
                Shell.Await(Shell.IsListening(Port), "Memcached")),
            Endpoints = new([new("memcached", new("memcached", "memcached", Port) { AddressOnly = true })]),
            DefaultEndpoint = "memcached",
            Ports = [Port],
            Memory = memory,
            ContainerProfile = profile,
            Host = [new(["memcached"], ["memcached"], ["memcached", "--version"])],
            Image = service.ImageOf("memcached"),
        };
    }

    private const int Port = 11211;
}
