namespace Sundog.Configuration;

/// <summary>Reads an instance and resolves what it inherits: each property is the instance's own if it is there, else the application's, whole.</summary>
/// <param name="application">The application's mapping.</param>
/// <param name="own">The mapping of <c>web</c> or of the worker; null when there is none.</param>
internal sealed class InstanceReader(MappingNode application, MappingNode? own)
{
    public InstanceDefinition Read(string name, string? worker, Place place)
    {
        var commands = own.Mapping("commands");
        return new()
        {
            Application = name,
            Worker = worker,
            Commands = new(commands.Text("pre_start"), commands.Text("start"), commands.Text("post_start")),
            Relationships = Relationships(Property("relationships") as MappingNode),
            Mounts = Mounts(Property("mounts") as MappingNode),
            Variables = Variables(Property("variables") as MappingNode),
            SshRole = (Property("access") as MappingNode).Text("ssh") ?? "contributor",
            Outbound = Firewall(Property("firewall") as MappingNode),
            AdditionalHosts = Hosts(Property("additional_hosts") as MappingNode),
            ContainerProfile = (Property("container_profile") as ScalarNode)?.Text,
            Place = place,
        };
    }

    private Node? Property(string key) => own?[key] ?? application[key];

    public static Map<Relationship> Relationships(MappingNode? mapping) =>
        new((mapping?.Entries ?? []).Where(Named).Select(entry => KeyValuePair.Create(entry.Key, Relationship(entry))));

    private static Relationship Relationship(Entry entry)
    {
        switch (entry.Value)
        {
            case ScalarNode { IsNull: false, Text: var text }:
                var colon = text.IndexOf(':', StringComparison.Ordinal);
                return colon < 0 ? new(entry.Key, text, null, entry.Place) : new(
                    entry.Key, text[..colon], text[(colon + 1)..], entry.Place);
            default:
                var mapping = entry.Value as MappingNode;
                return new(entry.Key, mapping.Text("service") ?? entry.Key, mapping.Text("endpoint"), entry.Place);
        }
    }

    private static Map<Mount> Mounts(MappingNode? mapping)
    {
        List<KeyValuePair<string, Mount>> mounts = [];
        foreach (var entry in (mapping?.Entries ?? []).Where(Named))
        {
            var path = entry.Key.Trim('/');
            if (entry.Value is not MappingNode mount || mount.Text("source") is not { } source)
                continue;

            var sourcePath = (mount.Text("source_path") ?? path).Trim('/');
            mounts.Add(new(path, new(path, SourceOf(source), sourcePath, mount.Text("service"), entry.Place)));
        }

        return new(mounts);
    }

    private static MountSource SourceOf(string source) => source switch
    {
        "instance" => MountSource.Instance,
        "tmp" => MountSource.Tmp,
        _ => MountSource.Storage,
    };

    public static Map<Map<Value>> Variables(MappingNode? mapping) =>
        (mapping?.Entries ?? []).Where(entry => Named(entry) && entry.Value is MappingNode)
            .ToMap(entry => entry.Key, entry => Variables(((MappingNode)entry.Value).Entries));

    private static Map<Value> Variables(IReadOnlyList<Entry> entries) =>
        entries.Where(Named).ToMap(entry => entry.Key, entry => entry.Value.ToValue());

    private static Sequence<OutboundRule>? Firewall(MappingNode? mapping) =>
        mapping?["outbound"] is ListNode rules
            ? rules.Items.OfType<MappingNode>().Select(rule => new OutboundRule(
                rule.Texts("ips") ?? (rule["domains"] is null ? ["0.0.0.0/0"] : []),
                rule.Texts("domains") ?? [],
                rule["ports"] is ListNode ports
                    ? ports.Items.OfType<ScalarNode>().Select(port => (int)(port.Whole ?? 0)).Where(port => port is > 0 and < 65536).ToSequence()
                    : [])).ToSequence()
            : null;

    private static Map<string> Hosts(MappingNode? mapping) =>
        new((mapping?.Entries ?? []).Where(Named).Where(entry => entry.Value is ScalarNode { IsNull: false })
            .Select(entry => KeyValuePair.Create(entry.Key, ((ScalarNode)entry.Value).Text)));

    private static bool Named(Entry entry) => !entry.Key.StartsWith('.');
}
