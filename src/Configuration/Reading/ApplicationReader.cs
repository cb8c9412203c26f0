namespace Sundog.Configuration;

/// <summary>Reads one application from its normalised mapping.</summary>
internal static class ApplicationReader
{
    public static Application Read(string name, MappingNode application, Place place)
    {
        var stack = StackReader.Read(application["stack"]);
        var type = Type(application, stack);
        var runtime = application["runtime"].ToValue();
        var php = PhpReader.Read(type, stack, runtime);
        var web = application.Find("web") is { Value: MappingNode } entry ? entry : (Entry?)null;
        var source = application.Mapping("source");
        var hooks = application.Mapping("hooks");
        var timeZone = web?.Value is MappingNode { } own && own.Text("timezone") is { } zone ? zone : application.Text("timezone") ?? "UTC";
        var instance = new InstanceReader(application, web?.Value as MappingNode).Read(name, null, web?.Place ?? place);
        if (php is not null && instance.Commands.Start is null)
            instance = instance with { Commands = instance.Commands with { Start = PhpRuntime.Start } };

        return new()
        {
            Name = name,
            Type = type,
            Stack = stack,
            SourceRoot = Slashless(source.Text("root")),
            SourceOperations = new(source.Entries("operations").Where(operation => (operation.Value as MappingNode).Text("command") is not null)
                .Select(operation => KeyValuePair.Create(operation.Key, (operation.Value as MappingNode).Text("command")!))),
            BuildFlavor = application.Mapping("build").Text("flavor"),
            Dependencies = application.Mapping("dependencies").ToValues(),
            Variables = InstanceReader.Variables(application.Mapping("variables")),
            Hooks = new(hooks.Text("build"), hooks.Text("deploy"), hooks.Text("post_deploy")),
            Crons = application.Entries("crons").Select(cron => Cron(cron, timeZone)).OfType<Cron>().ToMap(cron => cron.Name, cron => cron),
            Operations = application.Entries("operations").Select(Operation).OfType<Operation>().ToMap(operation => operation.Name, operation => operation),
            Runtime = runtime,
            Php = php,
            HasWeb = web is not null,
            Web = instance,
            WebServer = WebReader.Read(web?.Value as MappingNode, php is not null),
            Workers = new(application.Entries("workers").Where(worker => worker.Value is MappingNode).Select(worker => KeyValuePair.Create(
                worker.Key, new InstanceReader(application, (MappingNode)worker.Value).Read(name, worker.Key, worker.Place)))),
            Document = application.ToValue(),
            Place = place,
        };
    }

    public static ImageType ImageType(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new(text, "") : new(text[..colon], text[(colon + 1)..]);
    }

    private static ImageType Type(MappingNode application, Stack? stack) =>
        application.Text("type") is { } text ? ImageType(text) : new(stack is null ? "" : "composable", "");

    private static string Slashless(string? directory) =>
        string.Join('/', (directory ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Where(step => step != "."));

    private static Cron? Cron(Entry entry, string timeZone)
    {
        var cron = entry.Value as MappingNode;
        var commands = cron.Mapping("commands");
        return cron.Text("spec") is { } spec && commands.Text("start") is { } start
            ? new(
                entry.Key, spec, start, commands.Text("stop"), (int)(cron.Whole("shutdown_timeout") ?? 10),
                (int)(cron.Whole("timeout") ?? 86400), timeZone, entry.Place)
            : null;
    }

    private static Operation? Operation(Entry entry)
    {
        var operation = entry.Value as MappingNode;
        var commands = operation.Mapping("commands");
        return commands.Text("start") is { } start
            ? new(entry.Key, start, commands.Text("stop"), operation.Text("role") ?? "contributor", (int?)operation.Whole("timeout"))
            : null;
    }
}
