namespace Sundog.Acceptance.Tests;

/// <summary>Commands that look into instances: <c>ssh</c> and <c>logs</c>.</summary>
[Collection(nameof(ThreeInstances))]
public sealed class EnteringTests(ThreeInstances three)
{
    private Project Project => three.Project;

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("true", 0)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("no-such-command", 127)]
    public async Task The_exit_code_of_the_command_is_passed_on(string text, int code) => Assert.Equal(code, (await Project.SshAsync("queue", text)).Code);

    [Fact]
    public async Task Several_words_are_the_command_as_they_stand_and_its_shell_fills_in_the_variables()
    {
        Assert.Equal(7, (await Project.RunAsync("ssh", "--worker=queue", "--", "sh", "-c", "exit 7")).Code);
        Assert.Equal("it's worker", (await Project.RunAsync("ssh", "--worker=queue", "--", "sh", "-c", "echo \"it's $TYPE\"")).Output.Trim());
        Assert.Equal("worker", (await Project.RunAsync("ssh", "--worker=queue", "--", "echo", "$TYPE")).Output.Trim());
    }

    [Fact]
    public async Task Both_outputs_and_the_input_are_those_of_the_command()
    {
        using var process = Project.Machine.Start(Project.Directory, ["ssh", "--worker=mail", "--", "cat; echo problem >&2"]);
        await process.StandardInput.WriteAsync("one\ntwo\n");
        process.StandardInput.Close();
        var outcome = await process.EndAsync();

        Assert.Equal((0, "one\ntwo\n", "problem\n"), (outcome.Code, outcome.Output, outcome.Error));
    }

    [Theory]
    [InlineData("queue")]
    [InlineData("myapp--queue")]
    public async Task A_worker_is_known_by_its_short_name_and_by_its_full_one(string worker) =>
        Assert.Equal("myapp--queue.0", await Project.ReadAsync(worker, "hostname"));

    [Fact]
    public async Task Without_a_worker_it_is_web() => Assert.Equal("myapp.0 /app web", await Project.ReadAsync("", "echo $(hostname) $(pwd) $USER"));

    [Fact]
    public async Task A_worker_that_is_not_there_is_named()
    {
        var outcome = await Project.SshAsync("nobody", "true");

        Assert.Equal((1, "", "Worker not found: nobody\n"), (outcome.Code, outcome.Output, outcome.Error));
    }

    [Fact]
    public async Task A_terminal_is_a_terminal_inside()
    {
        var outcome = await OnTerminalAsync("ssh --worker=queue -- 'tty; test -t 0 && test -t 1 && echo both; exit 5'");

        Assert.Contains("/dev/pts/", outcome.Output);
        Assert.Contains("both", outcome.Output);
        Assert.Equal(5, outcome.Code);
    }

    [Fact]
    public async Task A_shell_is_the_worker_s_own_and_its_exit_code_is_passed_on()
    {
        var outcome = await OnTerminalAsync("ssh --worker=queue", "echo type is $TYPE in $PWD\nexit 6\n");

        Assert.Contains("type is worker in /app", outcome.Output);
        Assert.Equal(6, outcome.Code);
    }

    [Fact]
    public async Task Logs_show_what_the_command_printed()
    {
        await three.OrderAsync("a printed order");

        Assert.Contains("Dear Ada, thank you for ordering 'a printed order'.", (await Project.RunAsync("logs", "--worker=mail")).Succeeded().Output);
        Assert.Single((await Project.RunAsync("logs", "--worker=mail", "--lines=1")).Succeeded().Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Logs_of_all_instances_have_their_names_before_the_lines()
    {
        var lines = (await Project.RunAsync("logs")).Succeeded().Output.Split('\n');

        foreach (var name in new[] { "myapp        | ", "myapp--queue | ", "myapp--mail  | " })
        {
            Assert.Contains(lines, line => line.StartsWith(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Logs_that_are_followed_go_on_with_what_comes()
    {
        using var process = Project.Machine.Start(Project.Directory, ["logs", "--worker=mail", "-f", "--lines=0"]);
        try
        {
            var line = process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
            var number = 0;
            while (!line.IsCompleted)
            {
                // It is not told when the following begins, so there is always one more.
                await Project.ReadAsync("mail", $"echo line {number++} > /proc/$(cat /run/service/app/supervise/pid)/fd/1");
            }

            Assert.StartsWith("line ", await line);
            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_way_in_needs_a_project()
    {
        var nowhere = await Project.Machine.RunAsync("/", "ps");

        Assert.Equal(2, nowhere.Code);
        Assert.Contains("is in no project", nowhere.Error);
    }

    /// <summary>Runs the program on a terminal of its own.</summary>
    private async Task<Outcome> OnTerminalAsync(string arguments, string input = "")
    {
        using var process = Project.Machine.Start(Project.Directory, ["-qec", $"{Machine.Program} {arguments}", "/dev/null"], "script");
        await process.StandardInput.WriteAsync(input);
        if (input.Length == 0)
        {
            process.StandardInput.Close();
        }

        return await process.EndAsync();
    }
}
