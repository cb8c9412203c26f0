namespace Sundog.Configuration;

/// <summary>The top of the table: all keys of a project's configuration.</summary>
internal static class ProjectKeys
{
    private static readonly Shape _text = InstanceKeys.Text;
    private static readonly Shape _truth = InstanceKeys.Truth;

    public static SectionShape Service { get; } = new(
        "a service",
        new Key("type", new TextShape(Form.ImageType), "The service and its version.") { Required = true },
        new Key("configuration", ServiceKeys.Configuration, "Settings, by type."),
        new Key(
            "relationships", InstanceKeys.Relationships, "What the service itself reaches (Varnish, replicas).")
        { Default = "none" },
        new Key(
            "container_profile",
            new ChoiceShape("HIGH_CPU", "BALANCED", "HIGH_MEMORY", "HIGHER_MEMORY"),
            "The ratio of memory to CPU.")
        { MayBeNull = true, Default = "the image's" },
        new Key(
            "firewall", InstanceKeys.Firewall, "What it may connect to.")
        { Objection = new(Rules.NotRun, "is accepted, and does nothing here", "services have no way to the internet locally") },
        new Key(
            "access",
            new Anything(),
            "An older key.")
        { Objection = new(Rules.OldAccess, "has no effect any more", "remove it") },
        new Key(
            "disk",
            new WholeShape(1, 10_000_000),
            "An older key: the first size of the volume, in MB.")
        { Objection = new(Rules.OldDisk, "is not part of the file any more", "remove it and set the disk with resources:set") },
        new Key(
            "size",
            new Anything(),
            "An older key.")
        { Objection = new(Rules.OldSize, "is not part of the file any more", "remove it and set the size with resources:set") },
        new Key(
            "resources",
            new Anything(),
            "An older key.")
        { Objection = new(Rules.OldSize, "is not part of the file any more", "remove it and set the size with resources:set") });

    public static SectionShape Redirect { get; } = new(
        "a redirect",
        new Key("to", _text, "The target, relative or absolute.") { Required = true },
        new Key("regexp", _truth, "Whether the path is an expression.") { Default = "false" },
        new Key("prefix", _truth, "Whether paths below it are redirected too.") { Default = "true" },
        new Key("append_suffix", _truth, "Whether the rest of such a path is carried over.") { Default = "true" },
        new Key(
            "code",
            new EitherShape(
                new WholeShape(301, 308) { Only = [301, 302, 307, 308] },
                new ChoiceShape("301", "302", "307", "308")),
            "The status: 301, 302, 307 or 308.")
        { Default = "302" },
        new Key(
            "expires",
            new EitherShape(new TextShape(Form.Duration), new WholeShape(-1, int.MaxValue)),
            "How long clients may keep it."));

    public static SectionShape Route { get; } = new(
        "a route",
        new Key("type", new ChoiceShape("upstream", "redirect", "proxy"), "What it does with a request.") { Required = true },
        new Key("upstream", new TextShape(Form.Upstream), "The application or service that answers, and its endpoint."),
        new Key("to", _text, "Where a redirect or proxy leads."),
        new Key("id", _text, "A name by which applications find the route.") { MayBeNull = true },
        new Key("primary", _truth, "Whether it is the primary route.") { MayBeNull = true, Default = "the first upstream" },
        new Key("sticky", _truth, "Whether one client stays with one instance.") { Default = "false" },
        new Key("attributes", new NamesShape("attribute", new ScalarShape()), "Free texts for applications."),
        new Key(
            "ssi",
            new EitherShape(
                _truth,
                new SectionShape(
                    "server-side includes",
                    new Key("enabled", _truth, "Whether they are run.") { Required = true })),
            "Server-side includes.")
        { Default = "off" },
        new Key(
            "cache",
            new EitherShape(
                _truth,
                new SectionShape(
                    "a cache",
                    new Key("enabled", _truth, "Whether responses are kept.") { Default = "true" },
                    new Key(
                        "default_ttl",
                        new WholeShape(0, int.MaxValue),
                        "Seconds, for responses that say nothing.")
                    { Default = "0" },
                    new Key(
                        "cookies",
                        new ListShape(_text),
                        "Cookies of the key; `*` means any cookie bypasses the cache.")
                    { Default = "['*']" },
                    new Key(
                        "headers",
                        new ListShape(new TextShape(Form.Header)),
                        "Request headers of the key.")
                    { Default = "[Accept, Accept-Language]" })),
            "The router's cache.")
        { Default = "on" },
        new Key(
            "redirects",
            new SectionShape(
                "redirects",
                new Key(
                    "expires",
                    new EitherShape(new TextShape(Form.Duration), new WholeShape(-1, int.MaxValue)),
                    "How long clients may keep them.")
                { Default = "-1" },
                new Key("paths", new NamesShape("redirect", Redirect), "Redirects by path.") { Required = true }),
            "Redirects of parts of the route."),
        new Key(
            "tls",
            new SectionShape(
                "TLS",
                new Key(
                    "min_version",
                    new ChoiceShape("TLSv1.2", "TLSv1.3") { Old = ["TLSv1.0", "TLSv1.1"], OldRule = Rules.OldVersion },
                    "The lowest version.")
                { MayBeNull = true, Default = "TLSv1.2" },
                new Key(
                    "strict_transport_security",
                    new SectionShape(
                        "strict transport security",
                        new Key("enabled", _truth, "Whether browsers are told to use TLS only.") { MayBeNull = true },
                        new Key("include_subdomains", _truth, "Also for subdomains.") { MayBeNull = true, Default = "false" },
                        new Key("preload", _truth, "Also in the browsers' lists.") { MayBeNull = true, Default = "false" }),
                    "HSTS."),
                new Key(
                    "client_authentication",
                    new ChoiceShape("require", "request"),
                    "Certificates of clients.")
                { MayBeNull = true },
                new Key("client_certificate_authorities", new ListShape(_text), "Who may have signed them."))
            { Open = true },
            "TLS."));

    public static NamesShape Applications { get; } = new("application", ApplicationKeys.Application) { Name = Form.Name };

    public static SectionShape Project { get; } = new(
        "the project",
        new Key("applications", Applications, "The applications.") { Required = true, MissingRule = Rules.NoApplications },
        new Key("services", new NamesShape("service", Service) { Name = Form.Name }, "The services.") { MayBeNull = true },
        new Key("routes", new NamesShape("route", Route), "What is reached from outside.") { MayBeNull = true },
        new Key(
            "tasks",
            new Anything(),
            "Run-to-completion tasks.")
        { Objection = new(Rules.NotRun, "is accepted, and does nothing here", "tasks do not run locally") });
}
