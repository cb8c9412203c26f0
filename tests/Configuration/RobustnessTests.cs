namespace Sundog.Configuration.Tests;

/// <summary>The time of a core is measured, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(RobustnessTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>No input crashes the reader or hangs it: a diagnostic. That it takes less than a second and 200 MB is asked of the published program, in the acceptance tests.</summary>
[Collection(nameof(RobustnessTests))]
public sealed class RobustnessTests
{
    public static TheoryData<string> Names => new(Hostile.Files);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_file_gets_its_verdict_in_time(string name)
    {
        var content = Hostile.File(name);
        _ = Repository.With(Document.Customised).Read();
        var start = Environment.CpuUsage.TotalTime;

        var result = new Repository().Add(".upsun/config.yaml", content).Read();

        var elapsed = Environment.CpuUsage.TotalTime - start;
        Assert.NotEmpty(result.Diagnostics);
        // Unoptimised, and beside whatever else the machine does.
        Assert.InRange(elapsed.TotalSeconds, 0, 10);
        Assert.NotEqual("", DiagnosticText.Render(result.Diagnostics, result.Sources));
    }

    [Theory]
    [InlineData("bomb", "*a39")]
    [InlineData("merge bomb", "*a39")]
    [InlineData("wide bomb", "*a")]
    public void Aliases_that_grow_without_bound_are_refused_before_anything_is_made_of_them(string name, string alias) =>
        Assert.Equal("SUN0015", Codes.Only(Hostile.Text(name) + $"applications: {{app: {{type: 'php:8.4', variables: {{env: {{X: {alias}}}}}}}}}\n").Code);

    [Fact]
    public void Many_includes_of_a_large_file_are_refused_in_time()
    {
        var repository = Repository.With("applications: {app: {type: 'python:3.14'}}\n" + Hostile.ManyIncludes).Add(".upsun/big.part", Hostile.BigPart);
        var start = Environment.CpuUsage.TotalTime;

        var result = repository.Read();

        Assert.Contains("SUN0004", Codes.Of(result));
        Assert.InRange((Environment.CpuUsage.TotalTime - start).TotalSeconds, 0, 10);
    }
}
