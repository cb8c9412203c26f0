namespace Sundog.Configuration;

/// <summary>Tells of each resolved value from which line it came, and whether it is the instance's own, inherited or a default.</summary>
public static class Explainer
{
    /// <summary>Explains an instance.</summary>
    /// <param name="result">The result that the instance is from.</param>
    /// <param name="instance">The instance.</param>
    public static Sequence<Explanation> Explain(ReadResult result, InstanceDefinition instance)
    {
        var application = result.Configuration!.Applications[instance.Application];
        var shared = result.Document.At("applications", instance.Application);
        var own = instance.Worker is { } worker ? shared.At("workers", worker) : shared.At("web");
        return Leaves(ResolvedConfiguration.Of(application, instance), []).Select(leaf =>
        {
            // A property is the instance's own as a whole or not at all; 'commands' is never the application's.
            var isOwn = own?[leaf.Path[0]] is not null;
            return Find(isOwn ? own : IsShared(leaf.Path[0]) ? shared : null, leaf, isOwn ? Origin.Own : Origin.Inherited);
        }).ToSequence();
    }

    /// <summary>Explains a service.</summary>
    /// <param name="result">The result that the service is from.</param>
    /// <param name="service">The service.</param>
    public static Sequence<Explanation> Explain(ReadResult result, Service service)
    {
        var written = result.Document.At("services", service.Name);
        return Leaves(ResolvedConfiguration.Of(service), []).Select(leaf => Find(written, leaf, Origin.Own)).ToSequence();
    }

    private static bool IsShared(string key) => key == "type" || InstanceKeys.Overridable.Any(overridable => overridable.Name == key);

    private static Explanation Find(MappingNode? root, (string[] Path, Value Value) leaf, Origin origin)
    {
        Node? node = root;
        var place = (Place?)null;
        foreach (var key in leaf.Path)
        {
            // 'db: "mariadb:mysql"' says service and endpoint in one text, 'mysql:' neither.
            if (node is ScalarNode { IsNull: false })
                break;

            if (node is not MappingNode mapping || (mapping.Find(key) ?? Slashed(mapping, key)) is not { } entry)
            {
                place = null;
                break;
            }

            node = entry.Value;
            place = node is ScalarNode { IsNull: false } ? node.Place : entry.Place;
        }

        return new([.. leaf.Path], leaf.Value, place is null ? Origin.Default : origin, place);
    }

    /// <summary>The entry of a mount, whose slashes mean nothing.</summary>
    private static Entry? Slashed(MappingNode mapping, string key)
    {
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key.Trim('/') == key)
                return entry;
        }

        return null;
    }

    private static IEnumerable<(string[] Path, Value Value)> Leaves(Value value, string[] path) =>
        value is Value.Mapping({ Count: > 0 } entries) ? entries.SelectMany(entry => Leaves(
            entry.Value, [.. path, entry.Key])) : [(path, value)];
}
