using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class KeyValueStoreTests
{
    [Fact]
    public async Task Persistent_redis_keeps_its_data_within_a_sixth_of_its_disk()
    {
        using var volume = new Volume();
        var plan = Plan("redis-persistent:7.0");
        Assert.Equal(512, plan.Disk);
        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("OK", await Client(box, "set", "tea", "hot"));
            Assert.Contains($"maxmemory:{512 / 6 * 1024 * 1024}", await Client(box, "info", "memory"));
            Assert.Contains("maxmemory_policy:allkeys-lru", await Client(box, "info", "memory"));
            Assert.Contains("unknown command", await Client(box, "config", "get", "maxmemory"));
            Assert.Equal("OK", await Client(box, "-n", "63", "set", "last", "database"));
            Assert.Equal(0, await box.StopAsync());
        }

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("hot", await Client(box, "get", "tea"));
        }
    }

    [Fact]
    public async Task Redis_is_a_cache_that_keeps_nothing_and_needs_no_disk()
    {
        using var volume = new Volume();
        var plan = Plan("redis:7.0", Map(("maxmemory_policy", Text("volatile-ttl"))));
        Assert.Null(plan.Disk);
        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Contains("maxmemory_policy:volatile-ttl", await Client(box, "info", "memory"));
            Assert.Equal("OK", await Client(box, "set", "tea", "hot"));
            await box.StopAsync();
        }

        Assert.Empty(Directory.GetFileSystemEntries(volume));
        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("", await Client(box, "get", "tea"));
        }
    }

    [Fact]
    public async Task Valkey_takes_redis_on_a_host_that_has_no_valkey_and_says_so()
    {
        using var volume = new Volume();
        var plan = Plan("valkey-persistent:8.0");
        Assert.Equal(("valkey", "valkey", 6379), (plan.EndpointOf(null)!.Name, plan.EndpointOf(null)!.Scheme, plan.EndpointOf(null)!.Port));
        Assert.Null(plan.Host[0].Note);
        Assert.Contains("redis-server", plan.Host[1].Note);
        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("OK", await Client(box, "set", "tea", "hot"));
            await box.StopAsync();
        }

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("hot", await Client(box, "get", "tea"));
            Assert.Equal("maxmemory\n89128960", await Client(box, "config", "get", "maxmemory"));
        }
    }

    private static Task<string> Client(ServiceBox box, params string[] command) =>
        box.RunAsync("sh", ["-c", $"\"$(command -v valkey-cli || command -v redis-cli)\" -h {ServiceBox.Address} \"$@\"", "sh", .. command]);
}
