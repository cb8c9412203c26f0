using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>What tells Redis and Valkey apart.</summary>
internal sealed record KeyValueFlavor(string Name, bool Persistent, Sequence<string> Options, Sequence<HostInstallation> Host, string Image);

/// <summary>What Redis and Valkey have in common: nearly all.</summary>
internal static class KeyValueStore
{
    public static HostInstallation RedisServer { get; } =
        new(["redis-server"], ["redis-server", "redis-cli"], ["redis-server", "--version"]);

    public static ServicePlan Plan(Service service, ServiceContext context, KeyValueFlavor flavor)
    {
        var profile = service.ContainerProfile ?? "BALANCED";
        var memory = context.MemoryOf(profile);
        int? disk = flavor.Persistent ? context.DiskOf(service, MinimumDisk) : null;
        // Of persistent data the file must hold several copies while it is rewritten. Some memory stays for the server itself.
        var maximum = Math.Min(memory * 3 / 4, disk / 6 ?? int.MaxValue);
        var policy = new ServiceConfiguration(service).OneOf("maxmemory_policy", ServiceSettings.MaxmemoryPolicies[0], [.. ServiceSettings.MaxmemoryPolicies]);
        return new()
        {
            Commands = new(flavor.Persistent ? "umask 077\nmkdir -p /mnt/data" : null, Start(flavor, maximum, policy), PostStart),
            Endpoints = new([new(flavor.Name, new(flavor.Name, flavor.Name, Port))]),
            DefaultEndpoint = flavor.Name,
            Ports = [Port],
            Disk = disk,
            MinimumDisk = disk is null ? 0 : MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Host = flavor.Host,
            Image = flavor.Image,
        };
    }

    private const int Port = 6379;

    private const int MinimumDisk = 256;

    private static string Start(KeyValueFlavor flavor, int maximum, string policy) =>
        "server=$(command -v valkey-server || command -v redis-server)\n" + Shell.Line("exec \"$server\"",
        [
            "--port", $"{Port}",
            "--bind", "0.0.0.0",
            // No password, as on the platform: only those with a relationship get here.
            "--protected-mode", "no",
            "--databases", "64",
            "--maxmemory", $"{maximum}mb",
            "--maxmemory-policy", policy,
            "--save", "",
            .. flavor.Persistent ? new[] { "--dir", "/mnt/data", "--appendonly", "yes" } : ["--dir", "/tmp"],
            .. flavor.Options,
        ]);

    // It says LOADING until it has read its file.
    private static readonly string PostStart =
        "client=$(command -v valkey-cli || command -v redis-cli)\n" + Shell.Await($"[ \"$($client -p {Port} ping)\" = PONG ]", "the server");
}
