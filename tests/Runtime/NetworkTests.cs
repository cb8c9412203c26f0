using System.Net;
using System.Net.Sockets;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Runtime.Tests;

/// <summary>Several applications, workers and services, and every pair of them in both directions.</summary>
public sealed class NetworkTests
{
    private static readonly InstanceName s_shop = new("shop", 0), s_blog = new("blog", 0), s_queue = new("shop--queue", 0), s_mail = new("shop--mail", 0), s_database = new("db", 0);

    private static readonly Cable[] s_cables =
    [
        new(0, s_shop, "database", s_database),
        new(1, s_queue, "database", s_database),
        new(2, s_blog, "shop", s_shop),
    ];

    [Fact]
    public async Task Exactly_the_pairs_that_relationships_name_reach_each_other()
    {
        await using var machine = new Machine();
        var plan = machine.Plan(new[] { s_database, s_shop, s_blog, s_queue, s_mail }.Select(Serving), s_cables);
        await machine.StartAsync(plan);
        var addresses = new Dictionary<InstanceName, IReadOnlyList<string>>();
        foreach (var instance in plan.Instances)
        {
            await Wait.UntilAsync(async () => (await machine.RunAsync(instance.Name, $"perl reach.pl unix:{instance.Name}"))[0].EndsWith($" {instance.Name}", StringComparison.Ordinal));
            addresses[instance.Name] = await machine.RunAsync(instance.Name, "ip -o addr | awk '$2 != \"lo\" { sub(\"/.*\", \"\", $4); print $4 }'");
        }

        var open = new List<string>();
        await Task.WhenAll(plan.Instances.Select(async client =>
        {
            var targets = addresses.Where(server => server.Key != client.Name)
                .SelectMany(server => server.Value.SelectMany(address => new[] { $"tcp:{address}", $"udp:{address}" }).Append($"unix:{server.Key}"));
            var answers = await machine.RunAsync(client.Name, $"perl reach.pl {string.Join(' ', targets)}");
            lock (open)
            {
                open.AddRange(answers.Where(line => !line.EndsWith(" -", StringComparison.Ordinal)).Select(line => $"{client.Name} -> {line}"));
            }
        }));
        var expected = s_cables.SelectMany(cable => new[] { "tcp", "udp" }.Select(kind => $"{cable.Client} -> {kind}:{cable.ServerAddress} {cable.Server}"));
        Assert.Equal(expected.Order(), open.Order());
        Assert.All(addresses.Values, own => Assert.DoesNotContain(own, address => address.Contains(':')));
    }

    [Fact]
    public async Task Instances_that_start_at_the_same_instant_lay_every_cable_between_them()
    {
        await using var machine = new Machine();
        var names = Enumerable.Range(0, 8).Select(number => new InstanceName("shop", number)).ToList();
        var cables = names.SelectMany(client => names.Where(server => server.Number > client.Number).Select(server => (client, server)))
            .Select((pair, number) => new Cable(number, pair.client, "peer", pair.server)).ToArray();
        await machine.StartAsync(machine.Plan(names.Select(name => Machine.Instance(name.Container, number: name.Number)), cables));

        foreach (var name in names)
        {
            Assert.Equal(names.Count - 1, (await machine.RunAsync(name, "ip -o addr show up | awk '$2 ~ /^[cs]/'")).Count);
        }
    }

    [Fact]
    public async Task A_relationship_has_its_name_only_where_it_is_declared()
    {
        await using var machine = new Machine();
        await machine.StartAsync(machine.Plan(
            [Serving(s_database), Serving(s_shop) with { Hosts = new([new("database.internal", s_cables[0].ServerAddress)]) }, Serving(s_mail)], s_cables[0]));
        await Wait.UntilAsync(async () => (await machine.RunAsync(s_shop, "perl reach.pl tcp:database.internal"))[0] == $"tcp:database.internal {s_database}");
        Assert.Empty(await machine.RunAsync(s_mail, "getent -s hosts:files hosts database.internal"));
    }

    [Fact]
    public async Task The_host_and_an_instance_do_not_reach_each_other()
    {
        await using var machine = new Machine();
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await machine.StartAsync(Serving(s_mail));
        await Wait.UntilAsync(async () => (await machine.RunAsync(s_mail, $"perl reach.pl unix:{s_mail}"))[0].EndsWith($" {s_mail}", StringComparison.Ordinal));
        var link = (await machine.RunAsync(s_mail, "ip -o addr show internet | awk '{ print $4, $6 }'"))[0].Split(' ');
        var (inside, host) = (link[0], link[1].Split('/')[0]);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<Exception>(async () => await socket.ConnectAsync(IPAddress.Parse(inside), 7000, patience.Token));
        using var datagrams = new UdpClient();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await datagrams.SendAsync("who"u8.ToArray(), new IPEndPoint(IPAddress.Parse(inside), 7000), patience.Token);
            await datagrams.ReceiveAsync(patience.Token);
        });
        var own = Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).Where(address => !IPAddress.IsLoopback(address)).Append(IPAddress.Parse(host));
        foreach (var address in own)
        {
            Assert.NotEqual(0, await machine.ExitAsync(s_mail.Container, $"perl -MIO::Socket::IP -e 'exit !IO::Socket::IP->new(PeerHost => \"{address}\", PeerPort => {port}, Timeout => 1)'"));
        }
    }

    [Fact]
    public async Task Connections_are_spread_over_the_copies_behind_a_relationship_that_run()
    {
        await using var machine = new Machine();
        var second = new InstanceName("shop", 1);
        var client = Serving(s_blog);
        Cable[] cables = [new(0, s_blog, "shop", s_shop), new(1, s_blog, "shop", second)];
        var both = machine.Plan([Serving(s_shop), Serving(second), client], cables);
        await machine.StartAsync(both);
        await Wait.UntilAsync(async () => (await Answers()).Count == 2);
        var one = machine.Plan([Serving(s_shop), client], cables[0]);
        await machine.Runtime.ArrangeAsync(one, TestContext.Current.CancellationToken);
        await machine.StopAsync("shop", 1);
        Assert.Equal([s_shop.ToString()], await Answers());

        async Task<IReadOnlyCollection<string>> Answers() =>
            [.. (await machine.RunAsync(s_blog, $"for i in 1 2 3 4 5 6; do perl reach.pl tcp:{cables[0].ServerAddress}; done"))
                .Select(line => line.Split(' ')[1]).Where(name => name != "-").Distinct()];
    }

    [Fact]
    public async Task Copies_of_web_are_told_of_each_other_while_they_run()
    {
        await using var machine = new Machine();
        var second = new InstanceName("shop", 1);
        await machine.StartAsync(Serving(s_shop));
        Assert.Equal("{\"shop.0\":\"127.0.0.1\"}", (await machine.RunAsync(s_shop, "cat /run/peers.json"))[0]);
        Cable[] cables = [new(0, s_shop, Cable.Peers, second), new(1, second, Cable.Peers, s_shop)];
        await machine.StartAsync(machine.Plan([Serving(s_shop), Serving(second)], cables));
        Assert.Equal($"{{\"shop.0\":\"127.0.0.1\",\"shop.1\":\"{cables[0].ServerAddress}\"}}", (await machine.RunAsync(s_shop, "cat /run/peers.json"))[0]);
        await Wait.UntilAsync(async () => (await machine.RunAsync(s_shop, $"perl reach.pl tcp:{cables[0].ServerAddress}"))[0].EndsWith($" {second}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cable_is_laid_again_to_an_instance_that_was_started_again()
    {
        await using var machine = new Machine();
        var plan = machine.Plan([Serving(s_database), Serving(s_shop)], s_cables[0]);
        await machine.StartAsync(plan);
        for (var i = 0; i < 3; i++)
        {
            await machine.StopAsync("db");
            await machine.StartAsync(plan);
            await Wait.UntilAsync(async () => (await machine.RunAsync(s_shop, $"perl reach.pl tcp:{s_cables[0].ServerAddress}"))[0].EndsWith($" {s_database}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_firewall_lets_out_what_its_rules_allow_and_never_port_25()
    {
        await using var machine = new Machine();
        var restricted = Serving(s_mail) with
        {
            Outbound =
            [
                new OutboundRule(["198.51.100.0/24"], [], [443]),
                new OutboundRule([], ["localhost"], []),
            ],
        };
        await machine.StartAsync(restricted, Serving(s_shop));
        var rules = await RulesAsync(machine, s_mail);
        Assert.Contains("ip daddr 198.51.100.0/24 tcp dport 443 accept", rules, StringComparison.Ordinal);
        Assert.Contains("ip daddr @domains1 meta l4proto tcp accept", rules, StringComparison.Ordinal);
        Assert.Contains("elements = { 127.0.0.1 }", rules, StringComparison.Ordinal);

        // 203.0.113.1 is nobody's: what may go out stays unanswered or is answered from afar, what may not is refused on the spot.
        Assert.Equal("refused", await TryAsync(machine, s_mail, 443));
        Assert.Equal("refused", await TryAsync(machine, s_mail, 25));
        Assert.Equal("refused", await TryAsync(machine, s_shop, 25));
        Assert.NotEqual("refused", await TryAsync(machine, s_shop, 443));
    }

    [Fact]
    public async Task A_machine_s_metadata_and_other_instances_are_no_part_of_the_internet()
    {
        await using var machine = new Machine();
        await machine.StartAsync(Serving(s_shop), Serving(s_mail) with { Outbound = [new OutboundRule(["0.0.0.0/0"], [], [])] });
        foreach (var instance in new[] { s_shop, s_mail })
        {
            foreach (var address in new[] { "169.254.169.254", "169.254.1.1", "240.0.0.0", "250.0.0.1", "127.0.0.53" })
            {
                Assert.Equal("refused", await TryAsync(machine, instance, 80, address));
            }
        }
    }

    private static InstancePlan Serving(InstanceName name) =>
        Machine.Instance(name.Container, $"exec perl serve.pl {name}", name.Number);

    // Refused by a rule of this instance, which is told at once, or anything else.
    private static async Task<string> TryAsync(Machine machine, InstanceName instance, int port, string address = "203.0.113.1") => (await machine.RunAsync(instance, $$"""
        perl -MIO::Socket::IP -MErrno=ECONNREFUSED,EHOSTUNREACH -e '$s = IO::Socket::IP->new(PeerHost => "{{address}}", PeerPort => {{port}}, Timeout => 1); print !$s && ($!{ECONNREFUSED} || $!{EHOSTUNREACH}) ? "refused" : "out", "\n"'
        """))[0];

    private static async Task<string> RulesAsync(Machine machine, InstanceName instance)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "nsenter", [$"--net=/proc/{machine.InitPid(instance.Container)}/ns/net", "nft", "list", "table", "inet", "sundog"])
        { RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
