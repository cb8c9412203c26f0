namespace Sundog.Configuration;

/// <summary>The keys that an application has and that <c>web</c> and each worker may replace, each as a whole.</summary>
internal static class InstanceKeys
{
    public static Shape Text { get; } = new TextShape();

    public static Shape Truth { get; } = new TruthShape();

    public static Shape Map { get; } = new NamesShape("value", new Anything()) { ValueOptional = true };

    public static SectionShape Relationship { get; } = new(
        "a relationship",
        new Key("service", new TextShape(), "The service or application it leads to.") { Default = "the relationship's name" },
        new Key("endpoint", new TextShape(), "The endpoint there.") { Default = "the service's default endpoint" })
    { Open = true };

    public static NamesShape Relationships { get; } = new(
        "relationship",
        new EitherShape(new TextShape(Form.Relationship), Relationship))
    { Name = Form.Name, ValueOptional = true };

    public static SectionShape Mount { get; } = new(
        "a mount",
        new Key(
            "source",
            new ChoiceShape(
                "storage", "instance", "tmp", "temporary", "service")
            { Old = ["local", "shared"], OldRule = Rules.OldMountSource },
            "What backs it: a volume (`storage`), a directory of one instance (`instance`), one that may be emptied (`tmp`), a network storage service (`service`).")
        { Required = true },
        new Key(
            "source_path", Text, "The directory in the volume; an empty text is the whole volume.")
        { Default = "the mount's path" },
        new Key("service", Text, "Whose volume it is, when it is not the container's own."));

    public static NamesShape Mounts { get; } = new(
        "mount",
        new EitherShape(
            Mount,
            new OldShape(new TextShape(Form.OldMount), Rules.OldMountText, "{0} is written in an older spelling")));

    public static SectionShape Access { get; } = new(
        "access",
        new Key(
            "ssh",
            new ChoiceShape("viewer", "contributor", "admin"),
            "The lowest role that may enter by SSH.")
        { Default = "contributor" });

    public static SectionShape OutboundRule { get; } = new(
        "a firewall rule",
        new Key("protocol", new ChoiceShape("tcp"), "The protocol.") { Default = "tcp" },
        new Key("ips", new ListShape(Text), "Addresses or CIDR blocks.") { Default = "0.0.0.0/0" },
        new Key("domains", new ListShape(Text), "Domain names; not together with addresses."),
        new Key("ports", new ListShape(new WholeShape(1, 65535)), "Ports.") { Default = "all but 25" });

    public static SectionShape Firewall { get; } = new(
        "a firewall",
        new Key(
            "outbound",
            new ListShape(OutboundRule),
            "What the instance may connect to; what no rule allows is blocked.")
        { Required = true });

    public static SectionShape WorkerCommands { get; } = new(
        "a worker's commands",
        new Key("pre_start", Text, "Run each time the instance starts, before `start`."),
        new Key(
            "start", Text, "Shell text that stays in the foreground; started again whenever it ends.")
        { Required = true, MissingRule = Rules.WorkerWithoutStart },
        new Key("post_start", Text, "Run after `start` was launched."));

    public static Key[] Overridable { get; } =
    [
        new(
            "relationships", Relationships,
            "The services and applications it may reach; there is no other way to them.")
        { Overridable = true, Default = "none" },
        new("mounts", Mounts, "Its writable directories, below the application's.") { Overridable = true, Default = "none" },
        new(
            "variables",
            new NamesShape("prefix", Map),
            "Variables by prefix: `env` makes environment variables, `php` settings of PHP.")
        { Overridable = true, Default = "none" },
        new("access", Access, "Who may enter by SSH.") { Overridable = true, Default = "ssh: contributor" },
        new(
            "firewall", Firewall, "What it may connect to in the internet.")
        { Overridable = true, Default = "everything but port 25" },
        new(
            "additional_hosts",
            new NamesShape("host", Text),
            "Lines for `/etc/hosts`: name to address.")
        { Overridable = true, Default = "none" },
        new(
            "container_profile",
            new ChoiceShape("HIGH_CPU", "BALANCED", "HIGH_MEMORY", "HIGHER_MEMORY"),
            "The ratio of memory to CPU.")
        { Overridable = true, MayBeNull = true, Default = "the image's" },
        new("timezone", new TextShape(), "The time zone of crons.") { Overridable = true, Default = "UTC" },
        new(
            "size",
            new Anything(),
            "An older key.")
        {
            Overridable = true,
            Objection = new(Rules.OldSize, "is not part of the file any more", "remove it and set the size with resources:set"),
        },
        new(
            "resources",
            new Anything(),
            "An older key.")
        {
            Overridable = true,
            Objection = new(Rules.OldSize, "is not part of the file any more", "remove it and set the size with resources:set"),
        },
        new(
            "disk",
            new Anything(),
            "An older key.")
        { Objection = new(Rules.OldDisk, "is not part of the file any more", "remove it and set the disk with resources:set") },
    ];

    public static SectionShape Worker { get; } = new(
        "a worker",
        [
            new("commands", WorkerCommands, "What it runs.") { Required = true, MissingRule = Rules.WorkerWithoutStart },
            .. Overridable,
            new(
                "hooks",
                new Anything(),
                "Hooks run on web only.")
            { Objection = new(Rules.IgnoredInWorker, "runs on web only, and is ignored here", "move them to the application") },
            new(
                "crons",
                new Anything(),
                "Crons run on web only.")
            { Objection = new(Rules.IgnoredInWorker, "runs on web only, and is ignored here", "move them to the application") },
            new(
                "operations",
                new Anything(),
                "Operations are the application's.")
            { Objection = new(Rules.NoEffect, "has no effect here", "move them to the application") },
        ])
    { Recognise = Mistakes.InWorker };
}
