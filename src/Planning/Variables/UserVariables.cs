using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>The variables of the file, in the two forms in which applications find them.</summary>
internal static class UserVariables
{
    private const string EnvironmentPrefix = "env";

    /// <summary>The prefix <c>env</c>: environment variables, their names in upper case. A name that is not in upper case is there as
    /// written too, because tools such as npm look for theirs in lower case. A later entry of the same name beats an earlier one.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Environment(Map<Map<Value>> variables, IEnumerable<ExternalVariable> external)
    {
        foreach (var (name, value) in Of(EnvironmentPrefix, variables, external))
        {
            var text = Text(value);
            yield return new(name, text);
            yield return new(name.ToUpperInvariant(), text);
        }
    }

    /// <summary>Those of a prefix, by the name behind it: the file's, then those from outside, which beat them.</summary>
    public static IEnumerable<KeyValuePair<string, Value>> Of(string prefix, Map<Map<Value>> variables, IEnumerable<ExternalVariable> external) =>
        (variables.TryGetValue(prefix, out var group) ? group : Map<Value>.Empty).Concat(external
            .Where(variable => variable.Name.StartsWith(prefix + ":", StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create(variable.Name[(prefix.Length + 1)..], variable.Value)));

    /// <summary>All others: <c>PLATFORM_VARIABLES</c>, those of the file by <c>prefix:name</c>, values with their structure kept.</summary>
    public static Value.Mapping Document(Map<Map<Value>> variables, IEnumerable<ExternalVariable> external) => new(new Map<Value>(
        variables.Where(group => group.Key != EnvironmentPrefix)
            .SelectMany(group => group.Value.Select(variable => KeyValuePair.Create($"{group.Key}:{variable.Key}", variable.Value)))
            .Concat(external.Where(variable => !variable.Name.StartsWith(EnvironmentPrefix + ":", StringComparison.Ordinal))
                .Select(variable => KeyValuePair.Create(variable.Name, variable.Value)))));

    /// <summary>Those that an application sees.</summary>
    public static IEnumerable<ExternalVariable> Of(this IEnumerable<ExternalVariable> external, string application) =>
        external.Where(variable => variable.Application is null || variable.Application == application);

    private static string Text(Value value) => value switch
    {
        Value.Text(var content) => content,
        Value.Null => "",
        _ => value.ToJson(),
    };
}
