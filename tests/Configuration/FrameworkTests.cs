namespace Sundog.Configuration.Tests;

/// <summary>Configurations of popular frameworks, as their users would write them.</summary>
public sealed class FrameworkTests
{
    public static TheoryData<string> Names => new(Frameworks.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_framework_s_configuration_validates_without_a_false_alarm(string name)
    {
        var result = Repository.With(Frameworks.Text(name)).Read();

        Assert.Equal("", DiagnosticText.Render(result.Diagnostics, result.Sources));
        Assert.True(result.IsValid);
    }
}

/// <summary>The files of <c>Frameworks/</c>.</summary>
internal static class Frameworks
{
    public static IEnumerable<string> Names => typeof(Frameworks).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal);

    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Frameworks).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
