using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Reads a service's free map <c>configuration</c>, and says in a user's words what does not fit.</summary>
internal sealed partial class ServiceConfiguration(Service service)
{
    public bool Has(string key) => service.Configuration.TryGetValue(key, out var value) && value is not Value.Null;

    /// <summary>A list of names; empty when absent.</summary>
    public Sequence<string> Names(string key) => Get(key) switch
    {
        Value.Null => [],
        Value.List(var items) => items.Select(item => Name(key, Text(key, item))).Distinct().ToSequence(),
        _ => throw Wrong($"`{key}` must be a list of names"),
    };

    /// <summary>A map; empty when absent.</summary>
    public Map<Value> Map(string key) => Map(key, Get(key));

    /// <summary>A map that stands below <paramref name="path"/>; empty when null.</summary>
    public Map<Value> Map(string path, Value value) => value switch
    {
        Value.Null => Map<Value>.Empty,
        Value.Mapping(var entries) => entries,
        _ => throw Wrong($"`{path}` must be a map"),
    };

    /// <summary>A text or a number, as text.</summary>
    public string Text(string path, Value value) => value switch
    {
        Value.Text(var content) => content,
        Value.Number(var digits) => digits,
        _ => throw Wrong($"`{path}` must be a text"),
    };

    /// <summary>A text that has a default.</summary>
    public string TextOf(string key, string preset) => Has(key) ? Text(key, Get(key)) : preset;

    /// <summary>One of the texts that are allowed, the default one when absent.</summary>
    public string OneOf(string key, string preset, params ReadOnlySpan<string> allowed)
    {
        var text = TextOf(key, preset);
        return allowed.Contains(text) ? text : throw Wrong($"`{key}` is `{text}`; it can be {Listing(allowed)}");
    }

    /// <summary>A name that the server does not claim for itself.</summary>
    public string NotReserved(string path, string name, params ReadOnlySpan<string> reserved) =>
        reserved.Contains(name) ? throw Wrong($"`{name}` in `{path}` is a name that the server needs for itself: choose another") : name;

    /// <summary>Checks a name that becomes part of statements and commands.</summary>
    public string Name(string path, string name) =>
        PlainName().IsMatch(name) ? name : throw Wrong($"`{name}` in `{path}` is not a name: up to 64 letters, digits, `_`, `-`, `.` and `$` make one");

    public ServiceException Wrong(string what) => new($"service `{service.Name}` ({service.Type}): in its configuration, {what}", service.Place);

    public static string Listing(params ReadOnlySpan<string> names) => string.Join(", ", names.ToArray().Select(name => $"`{name}`"));

    /// <summary>What stands at a key; null when absent.</summary>
    public Value Get(string key) => service.Configuration.TryGetValue(key, out var value) ? value : Value.Null.Instance;

    [GeneratedRegex(@"^[\p{L}\p{Nd}_$][\p{L}\p{Nd}_.$-]{0,63}\z")]
    private static partial Regex PlainName();
}
