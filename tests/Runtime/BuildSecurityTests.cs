using Sundog.Planning;

namespace Sundog.Runtime.Tests;

/// <summary>What runs in a build is as little trusted as what runs later: the same walls are around it.</summary>
public sealed class BuildSecurityTests : IAsyncDisposable
{
    private readonly Machine _machine = new();

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task A_build_has_no_more_than_an_instance()
    {
        var (code, status) = await _machine.BuildAsync("cat /proc/self/status; ls /proc | grep -c '^[0-9]'");
        Assert.Equal(0, code);
        foreach (var line in new[] { "CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:" })
        {
            Assert.Contains($"{line}\t0000000000000000", status);
        }

        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("Seccomp:\t2", status);
        Assert.Contains($"Uid:\t{Machine.User}\t{Machine.User}\t{Machine.User}\t{Machine.User}", status);
        Assert.InRange(int.Parse(status[^1]), 1, 8);
    }

    [Theory]
    [InlineData("touch /usr/x")]
    [InlineData("touch /etc/x")]
    [InlineData("touch /x")]
    [InlineData("mknod /app/device c 1 3 && head -c 1 /app/device")]
    [InlineData("mount -t tmpfs none /app")]
    [InlineData("unshare -U true")]
    [InlineData("cat /etc/shadow")]
    [InlineData("echo x > /proc/sys/kernel/core_pattern")]
    [InlineData("cp /usr/bin/id /app/id && chmod 6755 /app/id && ! /app/id -u | grep -qx 0 && exit 9")]
    public async Task A_way_out_of_a_build_is_closed(string way) => Assert.NotEqual(0, (await _machine.BuildAsync(way)).Code);

    [Fact]
    public async Task A_build_reaches_no_instance_and_no_service()
    {
        var (database, shop) = (new InstanceName("db", 0), new InstanceName("shop", 0));
        var cable = new Cable(0, shop, "database", database);
        await _machine.StartAsync(_machine.Plan(
            [Machine.Instance("db", "exec perl serve.pl db"), Machine.Instance("shop", "exec perl serve.pl shop")], cable));
        await Wait.UntilAsync(async () => (await _machine.RunAsync("shop", $"perl reach.pl tcp:{cable.ServerAddress}"))[0].EndsWith(" db", StringComparison.Ordinal));
        var own = (await _machine.RunAsync("shop", "ip -o addr show internet | awk '{ sub(\"/.*\", \"\", $4); print $4 }'"))[0];
        var (_, answers) = await _machine.BuildAsync(
            $"perl reach.pl tcp:{cable.ServerAddress} udp:{cable.ServerAddress} tcp:{cable.ClientAddress} tcp:{own} udp:{own} unix:db unix:shop; getent hosts database.internal; true");
        Assert.Equal(7, answers.Count);
        Assert.All(answers, answer => Assert.EndsWith(" -", answer, StringComparison.Ordinal));
    }
}
