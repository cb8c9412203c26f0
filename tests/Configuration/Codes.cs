namespace Sundog.Configuration.Tests;

/// <summary>Shorthand for reading configurations in tests.</summary>
internal static class Codes
{
    /// <summary>A project of one application 'app' with these lines in it, indented as they stand here.</summary>
    public static string Application(string lines, string type = "type: python:3.14") =>
        "applications:\n  app:\n    " + type + "\n" + Indent(lines, 4);

    /// <summary>A project with a database 'db' and a worker 'queue' with these lines in it.</summary>
    public static string Worker(string lines) =>
        "services:\n  db: {type: 'mariadb:11.8'}\n" + Application("workers:\n  queue:\n" + Indent(lines, 4));

    public static string Indent(string lines, int by) =>
        string.Concat(lines.Trim('\n').Split('\n').Select(line => new string(' ', by) + line + "\n"));

    public static string[] Of(string configuration, bool lenient = false) => Of(Repository.With(configuration).Read(lenient));

    public static string[] Of(ReadResult result) => [.. result.Diagnostics.Select(fault => fault.Code)];

    /// <summary>The one diagnostic of a configuration.</summary>
    public static Diagnostic Only(string configuration, bool lenient = false)
    {
        var result = Repository.With(configuration).Read(lenient);
        return Assert.Single(result.Diagnostics);
    }

    public static Application App(string configuration, bool lenient = false, string? name = null)
    {
        var result = Repository.With(configuration).Read(lenient);
        Assert.True(result.IsValid, DiagnosticText.Render(result.Diagnostics, result.Sources));
        return name is null ? result.Configuration!.Applications.Values.First() : result.Configuration!.Applications[name];
    }
}
