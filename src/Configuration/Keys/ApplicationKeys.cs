namespace Sundog.Configuration;

/// <summary>The keys of an application.</summary>
internal static class ApplicationKeys
{
    private static readonly Shape _text = InstanceKeys.Text;

    public static SectionShape Hooks { get; } = new(
        "hooks",
        new Key("build", _text, "Run once for each new code, in the build container."),
        new Key("deploy", _text, "Run on web after the start, before requests are let in."),
        new Key("post_deploy", _text, "Run on web once requests are let in."));

    public static SectionShape Cron { get; } = new(
        "a cron",
        new Key(
            "spec", _text,
            "When: minute, hour, day of month, month, day of week; `H` is a fixed value that the platform chooses.")
        { Required = true },
        new Key(
            "commands",
            new SectionShape(
                "a cron's commands",
                new Key("start", _text, "What is run.") { Required = true, MissingRule = Rules.CronWithoutCommand },
                new Key("stop", _text, "What ends it when it is cancelled.") { Default = "SIGTERM" }),
            "What it runs."),
        new Key(
            "cmd", _text, "An older spelling of `commands.start`.")
        { Objection = new(Rules.OldCronCommand, "is an older spelling", "write commands: {start: ...}") },
        new Key("shutdown_timeout", new WholeShape(0, 86400), "Seconds from its cancellation to SIGKILL.") { Default = "10" },
        new Key("timeout", new WholeShape(1, 86400), "Seconds it may run.") { Default = "86400" })
    { AtLeastOne = new(Rules.CronWithoutCommand, "{0} has no commands.start (required)", "commands", "cmd") };

    public static SectionShape Operation { get; } = new(
        "an operation",
        new Key(
            "role",
            new ChoiceShape("viewer", "contributor", "admin"),
            "The lowest role that may run it.")
        { Default = "contributor" },
        new Key(
            "commands",
            new SectionShape(
                "an operation's commands",
                new Key("start", _text, "What is run.") { Required = true },
                new Key("stop", _text, "What ends it when it is cancelled.") { Default = "SIGTERM" })
            { Open = true },
            "What it runs.")
        { Required = true },
        new Key("timeout", new WholeShape(1, 86400), "Seconds it may run.") { Default = "no bound" });

    public static SectionShape Source { get; } = new(
        "the source",
        new Key(
            "root", _text, "The directory of the repository that becomes the application.")
        { Default = "the whole repository" },
        new Key(
            "operations",
            new NamesShape(
                "source operation",
                new SectionShape(
                    "a source operation",
                    new Key("command", _text, "What is run on a clone of the repository.") { Required = true })),
            "Operations that make new commits."));

    public static SectionShape Build { get; } = new(
        "the build",
        new Key("flavor", _text, "The default build: `none`, `default`, `composer`.") { Default = "by runtime" },
        new Key(
            "caches",
            new Anything(),
            "Build caches; undocumented.")
        { Objection = new(Rules.NotRun, "is accepted, and does nothing here", "the build's cache directory is kept anyway") });

    public static SectionShape Runtime { get; } = new(
        "the runtime",
        new Key(
            "extensions",
            new ListShape(
                new EitherShape(
                    _text,
                    new SectionShape(
                        "an extension",
                        new Key("name", _text, "Its name.") { Required = true },
                        new Key("configuration", InstanceKeys.Map, "Its settings.")))),
            "Extensions of PHP to load."),
        new Key("disabled_extensions", new ListShape(_text), "Extensions of PHP not to load."),
        new Key("request_terminate_timeout", new WholeShape(0, 86400), "Seconds after which PHP gives up a request."),
        new Key(
            "sizing_hints",
            new SectionShape(
                "sizing hints",
                new Key("request_memory", new WholeShape(0, 1 << 20), "MB for one request.") { Default = "45" },
                new Key("reserved_memory", new WholeShape(0, 1 << 20), "MB kept free.") { Default = "70" }),
            "How many requests PHP serves at once."),
        new Key("xdebug", InstanceKeys.Map, "Settings of Xdebug."))
    { Open = true };

    private static readonly EitherShape _runtimes = new(
        new TextShape(Form.StackItem),
        new NamesShape("runtime", InstanceKeys.Map) { ValueOptional = true });

    private static readonly EitherShape _packages = new(
        new TextShape(Form.StackItem),
        new SectionShape(
            "a package",
            new Key("package", _text, "Its name.") { Required = true },
            new Key("channel", _text, "The channel it is from."))
        { Open = true });

    public static EitherShape Stack { get; } = new(
        new TextShape(Form.StackItem),
        new ListShape(
            new EitherShape(
                new TextShape(Form.StackItem),
                new NamesShape("runtime or package", new Anything()) { ValueOptional = true })),
        new SectionShape(
            "the stack",
            new Key(
                "runtimes",
                new EitherShape(new ListShape(_runtimes), new NamesShape("runtime", InstanceKeys.Map) { ValueOptional = true }),
                "Runtimes; the first one is primary."),
            new Key(
                "packages",
                new EitherShape(new ListShape(_packages), new NamesShape("package", new Anything()) { ValueOptional = true }),
                "Packages.")));

    public static SectionShape Application { get; } = new(
        "an application",
        [
            new("type", new TextShape(Form.ImageType), "The runtime and its version."),
            new("stack", Stack, "Runtimes and packages of a composable image."),
            new("source", Source, "Where the code is."),
            new("build", Build, "How it is built."),
            new(
                "dependencies",
                new NamesShape("package manager", InstanceKeys.Map),
                "Global packages by package manager, installed before the build."),
            new("runtime", Runtime, "Settings of the runtime."),
            new("hooks", Hooks, "Scripts of the build and deployment."),
            new("web", WebKeys.Web, "The web instance."),
            new(
                "workers",
                new NamesShape("worker", InstanceKeys.Worker) { Name = Form.Name },
                "Instances of the same code that take no connections."),
            new("crons", new NamesShape("cron", Cron), "What is run on a schedule, on web."),
            new("operations", new NamesShape("operation", Operation), "Commands that can be run on demand."),
            .. InstanceKeys.Overridable,
            new(
                "preflight", InstanceKeys.Map, "Security checks of the platform.")
            { Objection = new(Rules.NotRun, "is accepted, and does nothing here", "it does no harm") },
            new(
                "image",
                new Anything(),
                "An image or a file to build one from; undocumented.")
            { Objection = new(Rules.NotRun, "is accepted, and does nothing here", "write 'type', by which Sundog chooses the image") },
            new(
                "egress",
                new Anything(),
                "Domains that the build and the runtime may reach; undocumented.")
            { Objection = new(Rules.NotRun, "is accepted, and does nothing here", "'firewall' says what an instance may reach") },
            new(
                "authorizations",
                new Anything(),
                "Permissions within the platform.")
            { Objection = new(Rules.NotRun, "is accepted, and does nothing here", "it does no harm") },
            new(
                "name",
                new Anything(),
                "An older key.")
            { Objection = new(Rules.OldName, "is an older spelling", "remove it: the key above is the name") },
        ])
    {
        Recognise = Mistakes.InApplication,
        AtLeastOne = new(Rules.NoTypeAtAll, "{0} has neither 'type' nor 'stack'", "type", "stack", "image"),
    };
}
