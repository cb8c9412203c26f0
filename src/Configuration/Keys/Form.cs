using System.Text.RegularExpressions;

namespace Sundog.Configuration;

/// <summary>A form that a text must have.</summary>
/// <param name="Words">In words: "a duration".</param>
/// <param name="Pattern">In the language that .NET and JSON schema share.</param>
/// <param name="Example">A text of this form.</param>
internal sealed partial record Form(string Words, string Pattern, string Example)
{
    // Compiling at start costs more than the few matches of one run.
    private readonly Lazy<Regex> _expression = new(() => new(Pattern, RegexOptions.CultureInvariant));

    /// <summary>The fault when it does not match.</summary>
    public Rule Rule { get; init; } = Rules.WrongForm;

    public bool Matches(string text) => _expression.Value.IsMatch(text);

    public static Form ImageType { get; } = new("a type and its version", "^[a-z][a-z0-9-]*:[^\\s:]+$", "python:3.13");

    /// <summary>A service or relationship. Upper case letters are unknown to the documentation but do no harm.</summary>
    public static Form Name { get; } = new(
        "a name of letters, digits, '-', '_' and '.'", "^[A-Za-z0-9_][A-Za-z0-9_.-]*$", "my-database")
    { Rule = Rules.BadName };

    public static Form Duration { get; } = new("a duration", "^(-1|[0-9]+(ms|s|m|h|d|w|M|y)?)$", "1h");

    public static Form Size { get; } = new("a size", "^[0-9]+[kKmMgG]?$", "250m");

    public static Form LocationPath { get; } = new("a path that begins with '/'", "^/", "/static");

    public static Form Passthru { get; } = new("true, false or a path that begins with '/'", "^/", "/index.php");

    public static Form Upstream { get; } = new("an application or service and its endpoint", "^[^\\s:]+(:[^\\s:]+)?$", "myapp:http");

    public static Form Relationship { get; } = new("a service and its endpoint", "^[^\\s:]+(:[^\\s:]+)?$", "mysql:mysql");

    public static Form OldMount { get; } = new("an older mount", "^shared:files(/.*)?$", "shared:files/uploads");

    public static Form Header { get; } = new("a header's name", "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", "Accept");

    public static Form StackItem { get; } = new("a runtime or package", "^[^\\s]+$", "php@8.4");
}
