using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Where the service of a relationship is found by the instance that has the relationship.</summary>
/// <param name="Relationship">The relationship's name; the host is <c>NAME.internal</c>.</param>
/// <param name="Service">The service's or application's name.</param>
/// <param name="Type">Its type as written, <c>mariadb:11.4</c>.</param>
/// <param name="Hostname">The service's long name, the same for every relationship.</param>
/// <param name="Addresses">The addresses, one for each instance.</param>
/// <param name="Cluster">The environment's name, <c>PROJECT-ENVIRONMENT</c>.</param>
public sealed record RelationshipTarget(
    string Relationship, string Service, string Type, string Hostname, Sequence<string> Addresses, string Cluster);

/// <summary>What an application is told of a relationship: an element of <c>PLATFORM_RELATIONSHIPS</c>, and variables.</summary>
public static partial class RelationshipObject
{
    /// <summary>The relationship object, its keys in the platform's order.</summary>
    public static Value.Mapping Of(Endpoint endpoint, RelationshipTarget target)
    {
        var host = $"{target.Relationship}.internal";
        var address = Text(target.Addresses is [var first, ..] ? first : null);
        if (endpoint.AddressOnly)
        {
            return Object(
                ("service", Text(target.Service)),
                ("ip", address),
                ("hostname", Text(target.Hostname)),
                ("cluster", Text(target.Cluster)),
                ("host", Text(host)),
                ("rel", Text(endpoint.Name)),
                ("scheme", Text(endpoint.Scheme)),
                ("type", Text(target.Type)),
                ("port", Number(endpoint.Port)));
        }

        return Object(
            ("username", Text(endpoint.Username)),
            ("password", Text(endpoint.Password)),
            ("scheme", Text(endpoint.Scheme)),
            ("service", Text(target.Service)),
            ("fragment", Value.Null.Instance),
            ("ip", address),
            ("instance_ips", new Value.List(target.Addresses.Select(Text).ToSequence())),
            ("hostname", Text(target.Hostname)),
            ("port", Number(endpoint.Port)),
            ("cluster", Text(target.Cluster)),
            ("host", Text(host)),
            ("rel", Text(endpoint.Name)),
            ("path", Text(endpoint.Path)),
            ("query", new Value.Mapping(endpoint.Query)),
            ("type", Text(target.Type)),
            ("public", new Value.Boolean(false)),
            ("host_mapped", new Value.Boolean(false)),
            ("epoch", Number(0)),
            ("url", Text(Url(endpoint, host))));
    }

    /// <summary>The variables <c>RELATIONSHIP_PROPERTY</c> of a relationship object: null is empty, truth values are lower case, lists and
    /// maps are JSON. Beside the object's keys there is <c>_NAME</c>, the same as <c>_PATH</c>.</summary>
    public static Map<string> Variables(string relationship, Value.Mapping value)
    {
        var prefix = NotOfAName().Replace(relationship.ToUpperInvariant(), "_");
        var variables = value.Entries.Select(entry => KeyValuePair.Create($"{prefix}_{entry.Key.ToUpperInvariant()}", Plain(entry.Value)));
        return new(value.Entries.TryGetValue("path", out var path) ? variables.Append(new($"{prefix}_NAME", Plain(path))) : variables);
    }

    private static string Url(Endpoint endpoint, string host)
    {
        var user = endpoint.Username is { } name
            ? Uri.EscapeDataString(name) + (endpoint.Password is { } password ? ":" + Uri.EscapeDataString(password) : "") + "@"
            : "";
        var path = endpoint.Path is null ? "" : "/" + endpoint.Path.TrimStart('/');
        return $"{endpoint.Scheme}://{user}{host}:{endpoint.Port}{path}";
    }

    private static string Plain(Value value) => value switch
    {
        Value.Null => "",
        Value.Text(var content) => content,
        _ => value.ToJson(),
    };

    private static Value.Mapping Object(params ReadOnlySpan<(string Key, Value Value)> entries) =>
        new(entries.ToArray().ToMap(entry => entry.Key, entry => entry.Value));

    private static Value Text(string? content) => content is null ? Value.Null.Instance : new Value.Text(content);

    private static Value.Number Number(int number) => new(number.ToString());

    [GeneratedRegex("[^0-9A-Z_]")]
    private static partial Regex NotOfAName();
}
