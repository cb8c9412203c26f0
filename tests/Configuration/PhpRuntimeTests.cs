namespace Sundog.Configuration.Tests;

/// <summary>What an application says of its PHP, in each of the forms that people write.</summary>
public sealed class PhpRuntimeTests
{
    [Theory]
    [InlineData("type: 'php:8.4'", "8.4")]
    [InlineData("type: 'php:8.4'\n    runtime: {extensions: [redis, {name: apcu, configuration: {apc.enabled: 1}}]}", "8.4", "redis", "apcu")]
    [InlineData("type: 'composable:25.11'\n    stack: {runtimes: ['php@8.3': {extensions: [redis]}, 'nodejs@24'], packages: [php83Extensions.imagick, jq]}", "8.3", "redis", "imagick")]
    [InlineData("stack: ['php@8.2': {extensions: [apcu]}]", "8.2", "apcu")]
    public void The_version_and_the_extensions_are_found(string lines, string version, params string[] extensions)
    {
        var php = Read(lines)!;

        Assert.Equal(version, php.Version);
        Assert.Equal(extensions, php.Extensions);
    }

    [Theory]
    [InlineData("", 45, 70)]
    [InlineData("sizing_hints: {request_memory: 60}", 60, 70)]
    [InlineData("sizing_hints: {request_memory: 1, reserved_memory: 1}", 10, 70)]
    public void Hints_of_size_have_defaults_and_least_values(string runtime, int request, int reserved)
    {
        var php = Read($"type: 'php:8.4'\n    runtime: {{{runtime}}}")!;

        Assert.Equal((request, reserved), (php.RequestMemory, php.ReservedMemory));
    }

    [Theory]
    [InlineData("type: 'python:3.14'")]
    [InlineData("type: 'composable:25.11'\n    stack: {runtimes: ['nodejs@24', 'php@8.3']}")]
    public void Another_language_first_has_none(string lines) => Assert.Null(Read(lines));

    private static PhpRuntime? Read(string lines)
    {
        var read = Repository.With($"applications:\n  shop:\n    {lines}\n    web: {{locations: {{/: {{root: web}}}}}}\n").Read();
        return read.Configuration!.Applications["shop"].Php;
    }
}
