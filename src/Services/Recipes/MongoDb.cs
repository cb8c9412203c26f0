using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>MongoDB; the enterprise type is the same server without the parts that need a licence.</summary>
/// <remarks>The server asks nobody for a password, for only those with a relationship get to it. The relationship's user is there all the
/// same: clients that send one are checked.</remarks>
internal sealed class MongoDb : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["mongodb", "mongodb-enterprise"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        return new()
        {
            Commands = new("umask 077\nmkdir -p /mnt/mongodb", Start(memory), PostStart),
            Endpoints = new(
            [
                new("mongodb", new("mongodb", "mongodb", Port)
                {
                    Username = "main",
                    Password = "main",
                    Path = "main",
                    Query = Endpoint.Primary,
                }),
            ]),
            DefaultEndpoint = "mongodb",
            Ports = [Port],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Image = service.ImageOf("mongo"),
        };
    }

    private const int Port = 27017;

    private const int MinimumDisk = 512;

    // Its cache's least size is 256 MB.
    private static string Start(int memory) => Shell.Line("exec mongod",
    [
        "--dbpath", "/mnt/mongodb",
        "--bind_ip", "0.0.0.0",
        "--port", $"{Port}",
        "--unixSocketPrefix", "/tmp",
        "--wiredTigerCacheSizeGB", FormattableString.Invariant($"{Math.Max(256, memory / 2) / 1024.0:0.00}"),
    ]);

    // Up to version 5 the image has the old client.
    private static readonly string PostStart =
        "client=$(command -v mongosh || command -v mongo)\n"
        + Shell.Await(
            $"$client --quiet mongodb://127.0.0.1:{Port}/main --eval "
            + Shell.Quote("if (!db.getUser('main')) db.createUser({user: 'main', pwd: 'main', roles: ['dbOwner']})"),
            "MongoDB");
}
