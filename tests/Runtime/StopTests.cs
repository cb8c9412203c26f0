namespace Sundog.Runtime.Tests;

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_right_after_a_start_is_heard()
    {
        await using var machine = new Machine();
        var instances = Enumerable.Range(0, 12).Select(number => Machine.Instance("shop--queue", number: number) with { HasInternet = false }).ToList();

        // A signal that nobody heard would cost the whole grace.
        await Task.WhenAll(instances.Select(async instance =>
        {
            await machine.Runtime.StartAsync(new Launch(machine.Environment, Machine.User, instance, [], machine.App), TestContext.Current.CancellationToken);
            await machine.Runtime.StopAsync(machine.Environment, instance.Name, TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
        })).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Empty(machine.Runtime.Running(machine.Environment));
    }

    [Fact]
    public async Task Whoever_enters_starts_where_the_command_does_with_its_environment_and_bounds()
    {
        await using var machine = new Machine();
        const string Tell = "pwd; echo $HOME; ulimit -n; ulimit -c";
        await machine.StartAsync(Machine.Instance("shop", $"({Tell}) > /tmp/told; exec sleep infinity"));
        await Wait.UntilAsync(async () => (await machine.RunAsync("shop", "cat /tmp/told")).Count == 4);
        Assert.Equal(await machine.RunAsync("shop", "cat /tmp/told"), await machine.RunAsync("shop", Tell));
    }
}
