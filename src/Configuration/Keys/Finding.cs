namespace Sundog.Configuration;

/// <summary>A key that its section does not know.</summary>
/// <param name="Entry">The key and its value.</param>
/// <param name="Section">The mapping it stands in.</param>
/// <param name="Subject">What the mapping describes: <c>worker 'queue'</c>.</param>
/// <param name="Names">The project's names.</param>
internal sealed record Stray(Entry Entry, MappingNode Section, string Subject, ProjectNames Names);

/// <summary>What was recognised in it.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Severity">Its severity in this run.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to write.</param>
internal sealed record Finding(Rule Rule, Severity Severity, string Message, string Hint);

/// <summary>The names that relationships and routes may lead to.</summary>
internal sealed record ProjectNames(IReadOnlySet<string> Applications, IReadOnlySet<string> Services, bool Lenient)
{
    public bool Knows(string name) => Applications.Contains(name) || Services.Contains(name);
}
