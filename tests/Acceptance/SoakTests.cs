namespace Sundog.Acceptance.Tests;

/// <summary>The long tests of <c>bench/soak/daemon</c>, in short.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_daemon_that_is_killed_at_random_moments_costs_no_worker_and_no_line_of_a_log() => RunAsync("kill", 5, 5);

    [Fact]
    public Task After_a_reboot_what_was_stopped_by_hand_stays_stopped_and_all_others_run() => RunAsync("reboot", 1, 4);

    [Fact]
    public Task Commands_of_many_clients_at_once_leave_no_second_copy_of_a_worker_and_nothing_half_done() => RunAsync("storm", 40, 10);

    [Fact]
    public Task After_a_power_cut_in_the_middle_of_a_deployment_up_makes_everything_run() => RunAsync("power", 2);

    private async Task RunAsync(string test, params int[] size)
    {
        await using var machine = new Machine();
        machine.Variables["SUNDOG_PROGRAM"] = Machine.Program;
        var soak = Path.Combine(Path.GetDirectoryName(Machine.Examples)!, "bench/soak/daemon");
        using var process = machine.Start("/", [test, .. size.Select(number => $"{number}")], soak);
        process.StandardInput.Close();
        output.WriteLine((await process.EndAsync()).Succeeded().Output);
    }
}
