namespace Sundog.Configuration;

/// <summary>What a configuration resolves to, as values to print: defaults filled in, names sorted, and nothing of the names that do not
/// matter, so that two equal instances print equal text but for their commands.</summary>
public static class ResolvedConfiguration
{
    /// <summary>An instance: <c>type</c>, <c>relationships</c>, <c>mounts</c>, <c>variables</c>, <c>access</c>, <c>commands</c> and, where there are any,
    /// <c>firewall</c>, <c>additional_hosts</c>, <c>container_profile</c>; for web <c>upstream</c> and <c>locations</c> too.</summary>
    public static Value Of(Application application, InstanceDefinition instance)
    {
        List<KeyValuePair<string, Value>> entries =
        [
            new("type", Text(application.Type.ToString())),
            new("relationships", Relationships(instance.Relationships)),
            new("mounts", Sorted(instance.Mounts, Mount)),
            new("variables", Sorted(instance.Variables, names => Sorted(names, value => value))),
            new("access", Mapping(("ssh", Text(instance.SshRole)))),
            new("commands", Commands(instance.Commands)),
        ];
        if (instance.Outbound is { } outbound)
            entries.Add(new("firewall", Mapping(("outbound", new Value.List(outbound.Select(Rule).ToSequence())))));

        if (instance.AdditionalHosts.Count > 0)
            entries.Add(new("additional_hosts", Sorted(instance.AdditionalHosts, Text)));

        if (instance.ContainerProfile is { } profile)
            entries.Add(new("container_profile", Text(profile)));

        if (instance.Worker is null)
        {
            entries.Add(new(
                "upstream",
                Mapping(("socket_family", Text(application.WebServer.SocketFamily)), ("protocol", Text(application.WebServer.Protocol)))));
            entries.Add(new("locations", Sorted(application.WebServer.Locations, Location)));
        }

        return new Value.Mapping(new(entries));
    }

    /// <summary>A service: <c>type</c>, <c>configuration</c>, <c>relationships</c>.</summary>
    public static Value Of(Service service) => Mapping(
        ("type", Text(service.Type.ToString())),
        ("configuration", new Value.Mapping(service.Configuration)),
        ("relationships", Relationships(service.Relationships)));

    /// <summary>A whole project: <c>applications</c> (each with <c>web</c> and <c>workers</c>), <c>services</c>, <c>routes</c>.</summary>
    public static Value Of(ProjectConfiguration project) => Mapping(
        ("applications", Each(project.Applications, Of)),
        ("services", Each(project.Services, Of)),
        ("routes", project.Routes is null ? Value.Null.Instance : new Value.Mapping(project.Routes.ToMap(route => route.OriginalUrl, Of))));

    private static Value Of(Application application)
    {
        List<KeyValuePair<string, Value>> entries = [];
        if (application.Instances.Contains(application.Web))
            entries.Add(new("web", Of(application, application.Web)));

        entries.Add(new("workers", Each(application.Workers, worker => Of(application, worker))));
        return new Value.Mapping(new(entries));
    }

    private static Value Of(Route route) => Mapping(
        ("type", Text(route.Type)),
        route.Type == "upstream" ? ("upstream", Text($"{route.Upstream}:{route.Endpoint}")) : ("to", Text(route.To)),
        ("id", Text(route.Id)),
        ("primary", new Value.Boolean(route.Primary)));

    private static Value.Mapping Relationships(Map<Relationship> relationships) => Sorted(
        relationships, relationship => Mapping(("service", Text(relationship.Service)), ("endpoint", Text(relationship.Endpoint))));

    private static Value Mount(Mount mount) => Mapping(
        ("source", Text(mount.Source switch { MountSource.Instance => "instance", MountSource.Tmp => "tmp", _ => "storage" })),
        ("source_path", Text(mount.SourcePath)),
        ("service", Text(mount.Service)));

    private static Value.Mapping Commands(Commands commands) => new Value.Mapping(new(
        new[] { ("pre_start", commands.PreStart), ("start", commands.Start), ("post_start", commands.PostStart) }
            .Where(command => command.Item2 is not null)
            .Select(command => KeyValuePair.Create(command.Item1, Text(command.Item2)))));

    private static Value Rule(OutboundRule rule) => Mapping(
        ("ips", List(rule.Addresses)),
        ("domains", List(rule.Domains)),
        ("ports", new Value.List(rule.Ports.Select(port => (Value)new Value.Number($"{port}")).ToSequence())));

    private static Value Location(WebLocation location) => Mapping(
        ("root", Text(location.Root)),
        ("passthru", Passthru(location.Passthru)),
        ("index", List(location.Index)),
        ("expires", Expires(location.Expires)),
        ("allow", new Value.Boolean(location.Allow)),
        ("scripts", new Value.Boolean(location.Scripts)),
        ("headers", Sorted(location.Headers, Text)),
        (
            "request_buffering",
            Mapping(("enabled", new Value.Boolean(location.RequestBuffering)), ("max_request_size", new Value.Number($"{location.MaxRequestSize}")))),
        ("rules", new Value.Mapping(location.Rules.ToMap(rule => rule.Expression, Rule))));

    private static Value Rule(WebRule rule)
    {
        List<KeyValuePair<string, Value>> entries = [];
        if (rule.Allow is { } allow)
            entries.Add(new("allow", new Value.Boolean(allow)));

        if (rule.Passthru is { } passthru)
            entries.Add(new("passthru", Passthru(passthru)));

        if (rule.Expires is { } expires)
            entries.Add(new("expires", Expires(expires == TimeSpan.MinValue ? null : expires)));

        if (rule.Scripts is { } scripts)
            entries.Add(new("scripts", new Value.Boolean(scripts)));

        if (rule.Headers is { } headers)
            entries.Add(new("headers", Sorted(headers, Text)));

        return new Value.Mapping(new(entries));
    }

    private static Value Passthru(Passthru passthru) => passthru.Target is { } target ? Text(target) : new Value.Boolean(passthru.IsOn);

    private static Value Expires(TimeSpan? expires) => expires is { } time ? Text(FormattableString.Invariant($"{time.TotalSeconds}s")) : new Value.Number("-1");

    private static Value Text(string? text) => text is null ? Value.Null.Instance : new Value.Text(text);

    private static Value.List List(Sequence<string> items) => new Value.List(items.Select(Text).ToSequence());

    private static Value.Mapping Mapping(params ReadOnlySpan<(string Key, Value Value)> entries) =>
        new(new(entries.ToArray().Select(entry => KeyValuePair.Create(entry.Key, entry.Value))));

    /// <summary>The order of the file has no meaning here, and would tell two equal instances apart.</summary>
    private static Value.Mapping Sorted<T>(Map<T> map, Func<T, Value> value) =>
        new(new(map.OrderBy(
            entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, value(entry.Value)))));

    private static Value.Mapping Each<T>(Map<T> map, Func<T, Value> value) =>
        new(new(map.Select(entry => KeyValuePair.Create(entry.Key, value(entry.Value)))));
}
