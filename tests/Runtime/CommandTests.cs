using Sundog.Planning;

namespace Sundog.Runtime.Tests;

/// <summary>Commands that are run in an instance: hooks and crons.</summary>
public sealed class CommandTests
{
    private const string Mark = "deployment-7-deploy";

    private static readonly InstanceName s_shop = new("shop", 0);

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task A_command_that_cannot_enter_its_instance_has_no_exit_code_but_says_so(string program)
    {
        await using var machine = new Machine(program);
        await machine.StartAsync(Machine.Instance("shop"));
        Assert.Equal(255, await machine.ExitAsync("shop", "exit 255"));
        var ended = machine.Runtime.WaitEndAsync(machine.Environment, s_shop);
        System.Diagnostics.Process.GetProcessById(machine.InitPid("shop")).Kill();
        await ended;
        var refused = await Assert.ThrowsAsync<RuntimeException>(() => machine.ExitAsync("shop", "exit 0"));
        Assert.StartsWith("shop.0 could not be entered: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task A_command_is_ended_that_is_only_on_its_way_into_its_instance(string program)
    {
        await using var machine = new Machine(program);
        await machine.StartAsync(Machine.Instance("shop"));
        for (var milliseconds = 0; milliseconds < 60; milliseconds += 3)
        {
            var run = Record.ExceptionAsync(() => machine.Runtime.ExecuteAsync(machine.Environment, s_shop, "sleep 0.5; touch /tmp/late", Mark, _ => { }, Cancellation));
            await Task.Delay(milliseconds, Cancellation);
            await machine.Runtime.EndAsync(machine.Environment, s_shop, Mark, TimeSpan.Zero, Cancellation);
            await run;
        }

        await Task.Delay(1000, Cancellation);
        Assert.NotEqual(0, await machine.ExitAsync("shop", "test -e /tmp/late"));
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task A_command_can_be_run_as_soon_as_its_instance_has_been_started(string program)
    {
        await using var machine = new Machine(program);
        var plan = Machine.Instance("shop");
        for (var start = 0; start < 10; start++)
        {
            await machine.Runtime.StartAsync(new Launch(machine.Environment, Machine.User, plan, [], machine.App), Cancellation);

            // The OCI runtime's own program cannot always be entered, and knows nothing of our signals.
            Assert.Equal("sundog-init\n", await File.ReadAllTextAsync($"/proc/{machine.InitPid("shop")}/comm", Cancellation));
            Assert.Equal(0, await machine.ExitAsync("shop", "exit 0"));
            await machine.StopAsync("shop");
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
