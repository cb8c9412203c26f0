namespace Sundog.Configuration;

/// <summary>The keys of <c>web</c>.</summary>
internal static class WebKeys
{
    private static readonly Shape _truth = InstanceKeys.Truth;
    /// <summary>What stood here before there were locations.</summary>
    private static readonly string[] _replaced =
        ["document_root", "passthru", "index_files", "whitelist", "blacklist", "expires", "move_to_root"];

    private static readonly EitherShape _expires = new(new TextShape(Form.Duration), new WholeShape(-1, int.MaxValue));
    private static readonly EitherShape _passthru = new(_truth, new TextShape(Form.Passthru));
    private static readonly NamesShape _headers = new("header", new ScalarShape());

    public static Key[] Common { get; } =
    [
        new("allow", _truth, "Whether files may be served.") { Default = "true" },
        new(
            "passthru", _passthru,
            "Where requests go that no file answers: to the application, to a path, or nowhere.")
        { Default = "false" },
        new("expires", _expires, "How long clients may keep a file.") { Default = "-1" },
        new("scripts", _truth, "Whether PHP files are run.") { Default = "true" },
        new("headers", _headers, "Headers of static responses."),
    ];

    public static SectionShape Rule { get; } = new("a rule", Common);

    public static SectionShape Location { get; } = new(
        "a location",
        [
            new(
                "root", InstanceKeys.Text, "The directory of static files, relative to the application's.")
            { MayBeNull = true, Default = "none" },
            .. Common,
            new(
                "index",
                new ListShape(InstanceKeys.Text),
                "Files tried for a directory.")
            { MayBeNull = true, Default = "none" },
            new("rules", new NamesShape("rule", Rule), "What holds for paths that match an expression."),
            new(
                "request_buffering",
                new SectionShape(
                    "request buffering",
                    new Key("enabled", _truth, "Whether a request is read whole before it is passed on.") { Default = "true" },
                    new Key(
                        "max_request_size",
                        new EitherShape(new TextShape(Form.Size), new WholeShape(0, long.MaxValue)),
                        "The largest request body.")
                    { Default = "250m" }),
                "How request bodies are read."),
        ]);

    public static SectionShape Upstream { get; } = new(
        "an upstream",
        new Key(
            "socket_family",
            new ChoiceShape("tcp", "unix"),
            "Whether the application listens on `$PORT` or `$SOCKET`.")
        { Default = "tcp, for PHP unix" },
        new Key("protocol", new ChoiceShape("http", "fastcgi"), "What it speaks.") { Default = "http, for PHP fastcgi" });

    public static SectionShape Web { get; } = new(
        "web",
        [
            new(
                "commands",
                new SectionShape(
                    "the web instance's commands",
                    new Key("pre_start", InstanceKeys.Text, "Run each time the instance starts, before `start`."),
                    new Key(
                        "start", InstanceKeys.Text,
                        "Shell text that stays in the foreground; started again whenever it ends.")
                    { Default = "none, for PHP its own server" },
                    new Key("post_start", InstanceKeys.Text, "Run after `start` was launched, before requests are let in.")),
                "What it runs."),
            new("upstream", Upstream, "How its server listens."),
            new("locations", new NamesShape("location", Location) { Name = Form.LocationPath }, "What is served, by path."),
            .. InstanceKeys.Overridable,
            .. _replaced.Select(name => new Key(name, new Anything(), "An older key.")
            {
                Objection = new(Rules.OldWebKey, "is an older key that has no effect", "write it in web.locations"),
            }),
        ])
    { Recognise = Mistakes.InWeb };
}
