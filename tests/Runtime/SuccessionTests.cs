using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Runtime.Tests;

/// <summary>An instance that is started beside the one from which it takes over.</summary>
public sealed class SuccessionTests
{
    private static readonly InstanceName s_shop = new("shop", 0), s_blog = new("blog", 0), s_database = new("db", 0);
    private static readonly Cable[] s_cables = [new(0, s_shop, "database", s_database), new(1, s_blog, "shop", s_shop)];

    [Fact]
    public async Task Both_run_until_the_new_one_takes_over_and_every_cable_leads_on()
    {
        await using var machine = new Machine();
        var plan = machine.Plan([Serving(s_database, "db"), Serving(s_shop, "one"), Serving(s_blog, "blog")], s_cables);
        await machine.StartAsync(plan);
        await AnswersAsync("one");
        foreach (var version in new[] { "two", "three" })
        {
            var before = machine.Runtime.Current(machine.Environment, s_shop);
            plan = machine.Plan([Serving(s_database, "db"), Serving(s_shop, version), Serving(s_blog, "blog")], s_cables);
            var launch = new Launch(machine.Environment, Machine.User, plan.Instances[1], [.. plan.CablesAt(s_shop)], machine.App);
            var successor = await machine.Runtime.StartBesideAsync(launch, Cancellation);

            // Nothing is led to it yet, and it has its own cable to the database.
            Assert.NotEqual(before.Place, successor.Place);
            await Wait.UntilAsync(async () => (await machine.RunAsync(successor, $"perl reach.pl unix:{version}"))[0].EndsWith($" {version}", StringComparison.Ordinal));
            Assert.Equal($"tcp:{s_cables[0].ServerAddress} db", (await machine.RunAsync(successor, $"perl reach.pl tcp:{s_cables[0].ServerAddress}"))[0]);
            Assert.NotEqual(version, await AnswerAsync());
            Assert.Equal(machine.Runtime.Observe(machine.Environment, before)!.InitPid, machine.InitPid("shop"));

            Assert.Equal(before, machine.Runtime.TakeOver(machine.Environment, successor));
            await machine.Runtime.ArrangeAsync(plan, Cancellation);
            Assert.Equal(version, await AnswerAsync());
            Assert.Equal($"tcp:{s_cables[0].ServerAddress} db", (await machine.RunAsync(before, $"perl reach.pl tcp:{s_cables[0].ServerAddress}"))[0]);

            await machine.Runtime.StopAsync(machine.Environment, before, TimeSpan.FromSeconds(2), Cancellation);
            Assert.Null(machine.Runtime.Observe(machine.Environment, before));
            Assert.Equal(version, await AnswerAsync());
            Assert.Equal(plan.Instances.Count, machine.Runtime.Running(machine.Environment).Count);
            Assert.Contains(plan.Instances[1], machine.Runtime.Running(machine.Environment));
        }

        async Task<string> AnswerAsync() => (await machine.RunAsync(s_blog, $"perl reach.pl tcp:{s_cables[1].ServerAddress}"))[0].Split(' ')[1];

        Task AnswersAsync(string version) => Wait.UntilAsync(async () => await AnswerAsync() == version);
    }

    [Fact]
    public async Task A_connection_that_is_open_stays_with_the_old_one()
    {
        await using var machine = new Machine();
        const string Start = "exec perl -MIO::Socket::IP -e '$s = IO::Socket::IP->new(Listen => 5, LocalPort => 7000); while ($c = $s->accept) { if (!fork) { while (<$c>) { print $c \"$ARGV[0] $_\" } exit } }' ";
        var plan = machine.Plan([Machine.Instance("shop", Start + "old"), Machine.Instance("blog")], s_cables[1]);
        await machine.StartAsync(plan);
        await Wait.UntilAsync(async () => (await SayAsync("hello")).Count == 1);
        var talk = machine.RunAsync(
            s_blog,
            $"perl -MIO::Socket::IP -e '$| = 1; $s = IO::Socket::IP->new(PeerHost => \"{s_cables[1].ServerAddress}\", PeerPort => 7000); print $s \"first\\n\"; print scalar <$s>; open F, \">/tmp/began\"; select undef, undef, undef, 0.05 until -e \"/tmp/go\"; print $s \"second\\n\"; print scalar <$s>'");
        await Wait.UntilAsync(async () => await machine.ExitAsync("blog", "test -e /tmp/began") == 0);

        plan = machine.Plan([Machine.Instance("shop", Start + "new"), Machine.Instance("blog")], s_cables[1]);
        var successor = await machine.Runtime.StartBesideAsync(
            new Launch(machine.Environment, Machine.User, plan.Instances[0], [.. plan.CablesAt(s_shop)], machine.App), Cancellation);
        machine.Runtime.TakeOver(machine.Environment, successor);
        await machine.Runtime.ArrangeAsync(plan, Cancellation);
        await Wait.UntilAsync(async () => (await SayAsync("hello")) is ["new hello"]);
        await machine.ExitAsync("blog", "touch /tmp/go");

        Assert.Equal(["old first", "old second"], await talk);

        Task<IReadOnlyList<string>> SayAsync(string word) => machine.RunAsync(
            s_blog, $"perl -MIO::Socket::IP -e '$s = IO::Socket::IP->new(PeerHost => \"{s_cables[1].ServerAddress}\", PeerPort => 7000) or exit; print $s \"{word}\\n\"; print scalar <$s>'");
    }

    [Fact]
    public async Task Both_see_the_same_files_in_their_mounts_and_each_has_its_own_tmp()
    {
        await using var machine = new Machine();
        var mounts = new[] { MountSource.Storage, MountSource.Instance, MountSource.Tmp }
            .Select(source => new MountPlan($"/app/{source}", new VolumeName(source, s_shop.ToString()), "data")).ToSequence();
        var instance = Machine.Instance("shop") with { Mounts = mounts };
        await machine.StartAsync(instance);
        var successor = await machine.Runtime.StartBesideAsync(new Launch(machine.Environment, Machine.User, instance, [], machine.App), Cancellation);
        await machine.RunAsync(s_shop, "for mount in Storage Instance Tmp; do echo old > /app/$mount/file; done; echo old > /tmp/file");
        await machine.RunAsync(successor, "for mount in Storage Instance Tmp; do cat /app/$mount/file; echo new > /app/$mount/file; done > /tmp/seen; ls /tmp >> /tmp/seen");

        Assert.Equal(["old", "old", "old", "seen"], await machine.RunAsync(successor, "cat /tmp/seen"));
        Assert.Equal(["new", "new", "new", "old"], await machine.RunAsync(s_shop, "cat /app/*/file /tmp/file"));
        await machine.StopAsync("shop");
        Assert.Equal(["new", "new", "new"], await machine.RunAsync(successor, "cat /app/*/file"));
    }

    [Fact]
    public async Task At_most_four_containers_are_made_at_the_same_time()
    {
        await using var machine = new Machine();
        var starting = machine.StartAsync([.. Enumerable.Range(0, 12).Select(number => Machine.Instance("shop", number: number))]);
        var most = 0;
        while (!starting.IsCompleted)
        {
            // Who is seen twice in a row was there between the two looks, with all others who are.
            most = Math.Max(most, Making().Intersect(Making()).DistinctBy(one => one.Bundle).Count());
            await Task.Delay(1, Cancellation);
        }

        await starting;
        Assert.InRange(most, 1, 4);

        List<(string Process, string Bundle)> Making() =>
            [.. from process in Directory.GetDirectories("/proc")
                let arguments = Arguments(process)?.Split('\0')
                where arguments is not null && arguments.Contains("create")
                let bundle = arguments.FirstOrDefault(argument => argument.StartsWith(machine.State.Root, StringComparison.Ordinal))
                where bundle is not null
                select (process, bundle)];

        static string? Arguments(string process)
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    private static InstancePlan Serving(InstanceName name, string answer) => Machine.Instance(name.Container, $"exec perl serve.pl {answer}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
