namespace Sundog.Acceptance.Tests;

/// <summary>Exit codes and messages of commands that need no container.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task The_examples_are_valid()
    {
        await using var machine = new Machine();
        foreach (var example in Directory.GetDirectories(Machine.Examples))
        {
            Assert.Equal(0, (await machine.RunAsync(example, "validate")).Code);
        }
    }

    [Fact]
    public async Task A_fault_of_the_configuration_is_an_exit_code_of_1_and_has_its_place()
    {
        await using var machine = new Machine();
        var project = Project.Of(machine, "applications:\n  shop:\n    type: python:3.11\n    workers:\n      queue: {}\n");
        var validate = await project.RunAsync("validate", "--format", "json");
        var up = await project.RunAsync("up");

        Assert.Equal(1, validate.Code);
        Assert.Contains("\"line\":5", validate.Output.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(1, up.Code);
        Assert.Contains(".upsun/config.yaml:5:", up.Error);
        Assert.Equal("", up.Output);
        Assert.Null(machine.Daemon);
    }

    [Fact]
    public async Task What_was_never_deployed_says_so()
    {
        await using var machine = new Machine();
        var project = await Project.CopyAsync(machine, "minimal");
        foreach (var command in new[] { "ps", "logs", "ssh", "redeploy", "down" })
        {
            var outcome = await project.RunAsync(command);

            Assert.Equal(1, outcome.Code);
            Assert.Contains("run `sundog up` first", outcome.Error);
            Assert.Equal("", outcome.Output);
        }
    }

    [Fact]
    public async Task A_directory_in_no_project_is_an_exit_code_of_2()
    {
        await using var machine = new Machine();
        var outcome = await machine.RunAsync(machine.MakeDirectory("empty"), "validate");

        Assert.Equal(2, outcome.Code);
        Assert.Contains("is in no project", outcome.Error);
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("config")]
    [InlineData("plan")]
    [InlineData("up", "--dry-run")]
    public async Task The_directory_is_the_argument_or_dir_and_not_both(params string[] command)
    {
        await using var machine = new Machine();
        var example = Path.Combine(Machine.Examples, "minimal");
        var elsewhere = machine.MakeDirectory("elsewhere");
        var byArgument = (await machine.RunAsync(elsewhere, [.. command, example])).Succeeded();
        var byOption = (await machine.RunAsync(elsewhere, [.. command, "--dir", example])).Succeeded();
        var twice = await machine.RunAsync(elsewhere, [.. command, example, "--dir", example]);

        Assert.Equal(byArgument.Output, byOption.Output);
        Assert.NotEqual(0, twice.Code);
        Assert.Contains("once", twice.Error);
    }

    [Theory]
    [InlineData("queue", "worker")]
    [InlineData("mail", "worker")]
    public async Task Config_shows_what_a_worker_resolves_to(string worker, string type)
    {
        await using var machine = new Machine();
        var example = Path.Combine(Machine.Examples, "three-instances");
        var config = (await machine.RunAsync(example, "config", "--worker", worker, "--format", "json")).Succeeded();
        var document = System.Text.Json.Nodes.JsonNode.Parse(config.Output)!;

        Assert.Equal(type, (string?)document["variables"]!["env"]!["type"]);
        Assert.Equal(worker == "mail" ? 0 : 1, ((System.Text.Json.Nodes.JsonObject)document["mounts"]!).Count);
    }
}
