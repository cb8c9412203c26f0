namespace Sundog.Configuration.Tests;

/// <summary>What is broken in one place does not hide what is wrong in others.</summary>
public sealed class BrokenTests
{
    private const string Broken = """
        services:
          db: {type: "mariadb:11.8"
          cache: {type: "redis:8.0", disc: 5}
        applications:
          one:
            type: python:3.14
            hooks:
              build: make
             deploy: migrate
          two:
            type: nodejs:24
            relationships: {db: , cache: , one: "one:http"}
            hook: {}
          three:
            type: nodejs:24
            web: [commands
          four:
            type: rust
        routes:
          https://{default}/: {type: upstream, upstream: "one:http"}
          https://www.{default}/: {type: redirects, to: "https://{default}/"}

        """;

    [Fact]
    public void Every_fault_of_a_file_is_told_in_one_run_and_nothing_is_called_missing_that_may_stand_in_the_broken_part()
    {
        var faults = Repository.With(Broken).Read().Diagnostics.Select(fault => $"{fault.Place.Line} {fault.Code}");

        Assert.Equal(["2 SUN0006", "3 SUN0101", "9 SUN0006", "13 SUN0101", "16 SUN0006", "18 SUN0105", "21 SUN0104"], faults);
    }

    [Fact]
    public void A_broken_file_does_not_hide_the_faults_of_other_files()
    {
        var result = new Repository()
            .Add(".upsun/app.yaml", Codes.Application("relationships: {db: }\nhook: {}"))
            .Add(".upsun/other.yaml", "\"never closed\n")
            .Add(".upsun/services.yaml", [0xff, 0x00])
            .Read();

        Assert.Equal(["SUN0101", "SUN0006", "SUN0005"], Codes.Of(result));
    }

    [Fact]
    public void An_unknown_alias_is_one_fault_and_the_rest_is_looked_at()
    {
        var result = Repository.With(Codes.Application("variables: *none\nhook: {}\nweb: {<<: *neither}")).Read();

        Assert.Equal(["SUN0016", "SUN0101", "SUN0016"], Codes.Of(result));
    }

    [Fact]
    public void What_an_include_that_is_not_there_may_have_defined_is_not_called_missing()
    {
        var result = Repository.With("services: !include services.part\n" + Codes.Application("relationships: {db: }\nhook: {}")).Read();

        Assert.Equal(["SUN0030", "SUN0101"], Codes.Of(result));
    }

    [Fact]
    public void Many_tabs_are_one_fault() =>
        Assert.Equal(["SUN0007"], Codes.Of("applications:\n  app:\n\t\ttype: rust:1\n\t\thooks:\n\t\t\tbuild: make\n").Take(1));
}
