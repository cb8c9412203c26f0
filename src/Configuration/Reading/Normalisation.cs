namespace Sundog.Configuration;

/// <summary>Rewrites older spellings in the new ones and drops what the platform ignores, so that the readers know one spelling only.
/// The warnings are the checker's.</summary>
internal static class Normalisation
{
    private static readonly string[] _dropped = ["size", "resources", "disk", "name"];

    public static MappingNode Application(MappingNode application, ProjectNames names) =>
        Instance(application, null).Replace("workers", workers => EachMapping(workers, worker => Instance(worker, names)))
            .Replace("web", web => web is MappingNode mapping ? Instance(mapping, null) : web)
            .Replace("crons", crons => Each(crons, Cron));

    private static MappingNode Instance(MappingNode instance, ProjectNames? names)
    {
        var kept = instance.With([.. instance.Entries.Where(entry => !_dropped.Contains(entry.Key))]);
        return (names is { Lenient: true } ? GatherRelationships(kept, names) : kept).Replace("mounts", mounts => Each(mounts, Mount));
    }

    /// <summary>Services that stand directly under a worker become its relationships.</summary>
    private static MappingNode GatherRelationships(MappingNode worker, ProjectNames names)
    {
        var astray = worker.Entries.Where(entry => InstanceKeys.Worker.Find(entry.Key) is null && names.Knows(entry.Key)).ToList();
        if (astray.Count == 0)
            return worker;

        var written = worker.Entries("relationships");
        var relationships = new MappingNode(astray[0].Place, [.. written, .. astray]);
        return worker.With(
        [
            .. worker.Entries.Where(entry => entry.Key != "relationships" && !astray.Contains(entry)),
            new("relationships", astray[0].Place, relationships),
        ]);
    }

    private static MappingNode Mount(Node node)
    {
        if (node is ScalarNode text)
        {
            var directory = text.Text.StartsWith(
                "shared:files", StringComparison.Ordinal) ? text.Text["shared:files".Length..].Trim('/') : "";
            return new(node.Place,
            [
                new("source", node.Place, new ScalarNode(node.Place, "storage", plain: true)),
                new("source_path", node.Place, new ScalarNode(node.Place, directory, plain: false)),
            ]);
        }

        return node is not MappingNode mount ? new(node.Place, []) : mount.Replace("source", source => source is ScalarNode { Text: var written }
            ? new ScalarNode(
                source.Place, written switch { "local" or "shared" => "storage", "temporary" => "tmp", _ => written },
                plain: true)
            : source);
    }

    private static MappingNode Cron(Node node)
    {
        var cron = node as MappingNode ?? new(node.Place, []);
        if (cron.Find("cmd") is not { } old)
            return cron;

        var others = cron.Entries.Where(entry => entry.Key != "cmd");
        return cron.With(cron["commands"] is null
            ? [.. others.Where(entry => entry.Key != "commands"), new(
                "commands", old.Place, new MappingNode(old.Place, [old with { Key = "start" }]))]
            : [.. others]);
    }

    private static MappingNode Replace(this MappingNode mapping, string key, Func<Node, Node> rewrite) =>
        mapping[key] is null
            ? mapping
            : mapping.With([.. mapping.Entries.Select(entry => entry.Key == key ? entry with { Value = rewrite(entry.Value) } : entry)]);

    /// <summary>Rewrites each entry of a mapping, without those that begin with a dot.</summary>
    private static Node Each(Node node, Func<Node, Node> rewrite) => node is MappingNode mapping
        ? mapping.With([.. mapping.Entries.Where(entry => !entry.Key.StartsWith('.')).Select(entry => entry with { Value = rewrite(entry.Value) })])
        : node;

    private static Node EachMapping(Node node, Func<MappingNode, MappingNode> rewrite) =>
        Each(node, value => rewrite(value as MappingNode ?? new(value.Place, [])));
}
