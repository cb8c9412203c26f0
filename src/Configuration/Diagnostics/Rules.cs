using static Sundog.Configuration.Severity;

namespace Sundog.Configuration;

/// <summary>Every kind of fault the program can find. Codes are stable: a code is never given to another fault.
/// 00xx files and YAML, 01xx keys and values, 02xx names, types and relationships, 03xx instances and mounts, 04xx commands and crons,
/// 05xx web, 06xx routes, 09xx older spellings.</summary>
public static class Rules
{
    private static readonly List<Rule> _all = [];

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<Rule> All => _all;

    // Files and YAML.
    internal static readonly Rule NoDirectory = Define(
        "SUN0001", Error, "the repository has no directory `.upsun`", "create `.upsun/config.yaml`");
    internal static readonly Rule NoFile = Define(
        "SUN0002", Error, "`.upsun` has no file that ends in `.yaml`",
        "create `.upsun/config.yaml`; files that end in `.yml` are not read");
    internal static readonly Rule Unreadable = Define("SUN0003", Error, "a file cannot be read", "look at its permissions and kind");
    internal static readonly Rule TooLarge = Define(
        "SUN0004", Error, "a file is too large", "split it, or move texts into files of their own with `!include`");
    internal static readonly Rule Encoding = Define("SUN0005", Error, "a file is not UTF-8 text", "save it as UTF-8");
    internal static readonly Rule Syntax = Define(
        "SUN0006", Error, "a file is not YAML",
        "mostly an indentation, a missing space after a colon, or a text that needs quotes");
    internal static readonly Rule TabIndentation = Define("SUN0007", Error, "a line is indented with a tab", "indent with spaces");
    internal static readonly Rule LoneBackslash = Define(
        "SUN0008", Error, "`\"\\\"`: the backslash escapes the closing quote", "write `\"/\"`");
    internal static readonly Rule Template = Define(
        "SUN0009", Error, "the file is a template (Go, Jinja, ERB), not YAML", "render it first");
    internal static readonly Rule CurlyQuotes = Define("SUN0010", Error, "typographic quotes around a text", "write straight quotes");
    internal static readonly Rule DuplicateKey = Define("SUN0011", Error, "a key stands twice in one mapping", "keep one of the two");
    internal static readonly Rule KeyNotText = Define(
        "SUN0012", Error, "a key is a list or a mapping", "put quotes around a key in braces or brackets");
    internal static readonly Rule TooDeep = Define("SUN0013", Error, "values are nested too deeply", "more than 64 levels are not read");
    internal static readonly Rule TooManyNodes = Define("SUN0014", Error, "a file holds too many values", "more than 500,000 are not read");
    internal static readonly Rule AliasesGrow = Define(
        "SUN0015", Error, "aliases of aliases make a file grow without bound",
        "write the value out, or use fewer aliases");
    internal static readonly Rule UnknownAlias = DefineOfAll(
        "SUN0016", Error, "an alias has no anchor above it in its file",
        "define `&name` first, or quote a text that begins with `*`");
    internal static readonly Rule RecursiveAlias = Define("SUN0017", Error, "an alias stands within its own anchor", "remove it");
    internal static readonly Rule MergeNotMapping = Define(
        "SUN0018", Error, "`<<` merges something that is not a mapping", "let it point to the anchor of a mapping");
    internal static readonly Rule SeveralDocuments = Define(
        "SUN0019", Error, "a file holds several YAML documents", "keep one document per file");
    internal static readonly Rule UnknownTag = Define(
        "SUN0020", Error, "a tag is neither `!include` nor `!archive`", "quote a text that begins with `!`");
    internal static readonly Rule IgnoredFile = Define(
        "SUN0021", Warning, "a file in `.upsun` ends in `.yml` and is not read", "rename it to `.yaml`");
    internal static readonly Rule EmptyFile = Define("SUN0022", Warning, "a file holds nothing", "remove it or fill it");
    internal static readonly Rule NotAMapping = Define(
        "SUN0023", Error, "a file is a list or a text where `applications`, `services` and `routes` are expected",
        "begin with `applications:`");
    internal static readonly Rule OtherProduct = Define(
        "SUN0024", Warning, "`.platform` or `.platform.app.yaml` stands beside `.upsun`",
        "remove the files of the older product; they are not read");
    internal static readonly Rule Surprise = Define(
        "SUN0025", Warning, "YAML reads an unquoted text as something else (`off`, `0755`)", "put it in quotes");
    internal static readonly Rule DotKey = Define(
        "SUN0026", Warning, "a key that begins with a dot is ignored", "a mount `.cache` is written `/.cache`");
    internal static readonly Rule TooManyFaults = Define("SUN0027", Error, "too many faults to show them all", "correct the first ones");
    internal static readonly Rule IncludeMissing = Define(
        "SUN0030", Error, "`!include` or `!archive` names something that is not there",
        "the path counts from the application's `source.root`, else from the file's directory");
    internal static readonly Rule IncludeOutside = Define(
        "SUN0031", Error, "`!include` or `!archive` leaves the repository", "move what it names into the repository");
    internal static readonly Rule IncludeCycle = Define(
        "SUN0032", Error, "files include one another in a circle, or too many of them", "break the circle");
    internal static readonly Rule IncludeShape = Define(
        "SUN0033", Error, "`!include` or `!archive` is not written as it must be",
        "`!include path`, or a mapping of `type` (string, binary, yaml) and `path`");

    // Keys and values.
    internal static readonly Rule UnknownKey = Define("SUN0101", Error, "a key is not known", "look for a spelling mistake");
    internal static readonly Rule MissingKey = Define("SUN0102", Error, "a required key is missing", "add it");
    internal static readonly Rule WrongKind = Define(
        "SUN0103", Error, "a value is of the wrong kind: a list for a text, and the like",
        "write what the message asks for");
    internal static readonly Rule NotOneOf = Define("SUN0104", Error, "a value is none of those allowed", "choose one of them");
    internal static readonly Rule WrongForm = Define(
        "SUN0105", Error, "a text has not the form it must have", "write it as the message shows");
    internal static readonly Rule OutOfRange = Define("SUN0106", Error, "a number is too small or too large", "stay within the bounds");
    internal static readonly Rule NoValue = Define(
        "SUN0107", Warning, "a key has no value and is treated as absent", "give it a value, `{}` or `[]`, or remove it");
    internal static readonly Rule WrongPlace = Define(
        "SUN0108", Error, "a key stands in the wrong place, mostly by its indentation", "move it where the message says");
    internal static readonly Rule Unwrapped = Define(
        "SUN0109", Error, "a file lists services, routes or an application without the key above them",
        "put them under `services:`, `routes:` or `applications:`");
    internal static readonly Rule DefinedTwice = Define(
        "SUN0110", Error, "two files define one name", "keep one; `--lenient` lets the later file win");
    internal static readonly Rule NoApplications = DefineOfAll("SUN0111", Error, "no file defines an application", "add `applications:`");
    internal static readonly Rule NoEffect = Define("SUN0112", Warning, "a key has no effect here", "remove it");
    internal static readonly Rule NotRun = Define(
        "SUN0113", Warning, "Sundog accepts a key of the platform and does nothing with it",
        "nothing, if you can do without it locally");
    internal static readonly Rule UnknownSetting = Define(
        "SUN0114", Warning, "a service's `configuration` has a key that its type is not known to have",
        "look for a spelling mistake; the message lists what is known");
    internal static readonly Rule WorkerWithoutStart = Define(
        "SUN0123", Error, "a worker has no `commands.start`", "write `commands:` and below it `start:`");
    internal static readonly Rule StartBesideCommands = Define(
        "SUN0124", Error, "`start` stands directly under a worker or `web`", "indent it below `commands:`");
    internal static readonly Rule RelationshipUnderWorker = Define(
        "SUN0125", Error, "a service's name stands directly under a worker",
        "put it under `relationships:`; `--lenient` understands it so");
    internal static readonly Rule WorkerUnderApplication = Define(
        "SUN0126", Error, "a worker stands directly under an application", "put it under `workers:`");
    internal static readonly Rule IgnoredInWorker = Define(
        "SUN0127", Warning, "`hooks` or `crons` in a worker: they run on web only", "move them to the application");
    internal static readonly Rule BelongsToApplication = Define(
        "SUN0128", Error, "a worker or `web` holds a key that only the application can have",
        "move it to the application; all its instances run the same build");

    // Names, types, relationships.
    internal static readonly Rule BadName = Define(
        "SUN0201", Error, "a name has characters that names cannot have", "lower-case letters, digits, `-` and `_`");
    internal static readonly Rule DoubleDash = Define(
        "SUN0202", Error, "a name contains `--`, which joins an application's and a worker's name", "use a single dash");
    internal static readonly Rule NameTaken = Define(
        "SUN0203", Error, "an application and a service have the same name", "rename one of them");
    internal static readonly Rule OddName = Define(
        "SUN0204", Warning, "an application's name will not do as a host name",
        "lower-case letters, digits and `-`, at most 63");
    internal static readonly Rule UnknownRuntime = Define(
        "SUN0205", Error, "there is no such runtime or service type",
        "look for a spelling mistake; the message lists what exists");
    internal static readonly Rule NoVersion = Define("SUN0206", Error, "a type has no version", "write `type: name:version`");
    internal static readonly Rule OldVersion = Define(
        "SUN0207", Warning, "a version is deprecated or out of life", "move to a supported version");
    internal static readonly Rule UnknownVersion = Define(
        "SUN0208", Warning, "a version is not known", "choose one that the message lists");
    internal static readonly Rule StorageName = Define(
        "SUN0209", Error, "the name of a network storage will not do as a host name",
        "lower-case letters, digits and `-`, at most 63");
    internal static readonly Rule NoSuchService = DefineOfAll(
        "SUN0210", Error, "a relationship leads to a service or application that no file defines",
        "define it, or correct the name");
    internal static readonly Rule NoEndpointOfApplication = Define(
        "SUN0211", Error, "a relationship to an application names no endpoint", "write `endpoint: http`");
    internal static readonly Rule NoSuchEndpoint = Define(
        "SUN0212", Error, "a service has no such endpoint", "the message lists those it has");
    internal static readonly Rule NoDefaultEndpoint = Define(
        "SUN0213", Error, "a relationship names no endpoint and the service's configuration defines its own",
        "name one of them");
    internal static readonly Rule RelationshipToWorker = Define(
        "SUN0214", Error, "a relationship leads to a worker, which takes no connections",
        "let it lead to the application or to a service");
    internal static readonly Rule Circle = Define("SUN0215", Error, "relationships form a circle", "leave one of them out");
    internal static readonly Rule StorageRelationship = Define(
        "SUN0216", Error, "a relationship leads to network storage, which is only mounted",
        "write a mount with `source: service`");
    internal static readonly Rule ReplicaOfNothing = Define(
        "SUN0217", Error, "a replica has no relationship `primary`",
        "write `relationships: {primary: \"<service>:replicator\"}`");
    internal static readonly Rule NotInComposable = Define(
        "SUN0218", Warning, "`build`, `dependencies` or `runtime` in a composable image", "use `stack` and the hooks");
    internal static readonly Rule NoTypeAtAll = Define(
        "SUN0219", Error, "an application has neither `type` nor `stack`", "write `type: runtime:version`");
    internal static readonly Rule EndpointToNothing = Define(
        "SUN0220", Error, "an endpoint of a service leads to a schema, database or core that the service does not define",
        "add it to `schemas`, `databases` or `cores`");

    // Instances and mounts.
    internal static readonly Rule VariablesLost = Define(
        "SUN0301", Warning, "an instance overrides `variables` and so loses the application's other ones",
        "repeat those it needs");
    internal static readonly Rule NestedMounts = Define(
        "SUN0302", Error, "a directory of one instance is mounted within a storage mount", "mount them side by side");
    internal static readonly Rule MountTwice = Define("SUN0303", Error, "two mounts have the same path", "keep one");
    internal static readonly Rule MountHidesCode = Define(
        "SUN0304", Warning, "a mount hides what the repository or the build puts at its path",
        "mount another path, or build into another directory");
    internal static readonly Rule MountOutside = Define(
        "SUN0305", Error,
        "a mount's path leaves the application, or is the whole of it, or its `source_path` leaves the volume",
        "name a directory below the application's, and one of the volume");
    internal static readonly Rule MountNeedsService = DefineOfAll(
        "SUN0306", Error, "a mount of source `service` does not name a network storage service", "add `service: NAME`");
    internal static readonly Rule SharedByUnknown = DefineOfAll(
        "SUN0307", Warning, "a storage mount shares the volume of a name that no file defines",
        "name an application or a network-storage service");
    internal static readonly Rule ServiceIgnored = Define(
        "SUN0308", Warning, "`service` has no effect on a mount that is local to its instance",
        "remove it, or write `source: storage`");
    internal static readonly Rule MountInMount = Define("SUN0309", Warning, "a mount lies within another mount", "mount them side by side");
    internal static readonly Rule FirewallRule = Define(
        "SUN0310", Error, "a firewall rule is empty, or mixes addresses and domains",
        "write `ips`, `domains` or `ports`; addresses and domains in rules of their own");
    internal static readonly Rule SmtpPort = Define(
        "SUN0311", Warning, "port 25 is blocked whatever the firewall says",
        "send mail through `PLATFORM_SMTP_HOST`, or by port 465 or 587");
    internal static readonly Rule RootOutside = Define(
        "SUN0312", Error, "`source.root` leaves the repository", "name a directory inside it");

    // Commands and crons.
    internal static readonly Rule Background = Define(
        "SUN0401", Warning, "a start command goes to the background, and is started again without end",
        "let it stay in the foreground");
    internal static readonly Rule GunicornPort = Define(
        "SUN0402", Warning, "gunicorn takes a bare `$PORT` for a host name", "write `-b 127.0.0.1:$PORT`");
    internal static readonly Rule PortOfSocket = Define(
        "SUN0403", Warning, "a start command uses `$PORT` or `$SOCKET`, and `upstream.socket_family` sets the other",
        "set `socket_family` to `tcp` for `$PORT`, to `unix` for `$SOCKET`");
    internal static readonly Rule NothingListens = Define(
        "SUN0404", Warning, "a location passes requests to the application, which has no `start`",
        "write `web.commands.start`");
    internal static readonly Rule CronSpec = Define(
        "SUN0410", Error, "a cron's `spec` is not five fields", "minute, hour, day of month, month, day of week");
    internal static readonly Rule CronTooOften = Define(
        "SUN0411", Warning, "a cron is due more often than every 5 minutes", "use a worker, or a longer interval");
    internal static readonly Rule CronWithoutCommand = Define(
        "SUN0412", Error, "a cron has no `commands.start`", "write `commands:` and below it `start:`");
    internal static readonly Rule TimeZone = Define("SUN0413", Error, "there is no such time zone", "a name such as `Europe/Paris`");
    internal static readonly Rule CronNeverRuns = Define("SUN0414", Warning, "a cron is never due", "correct the day or month");
    internal static readonly Rule CronsWithoutWeb = Define(
        "SUN0415", Warning, "an application without a web instance has crons or deploy hooks",
        "add `web`, in which they run");

    // Web.
    internal static readonly Rule RootNotInside = Define(
        "SUN0501", Error, "a location's `root` leaves the application", "name a directory inside it");
    internal static readonly Rule ExpressionWrong = Define("SUN0502", Warning, "a rule or redirect is not a regular expression", "correct it");
    internal static readonly Rule ExpressionNotRun = Define(
        "SUN0504", Warning, "the platform understands a regular expression and the local router does not",
        "write it without recursion and the like");
    internal static readonly Rule SourceDelivered = Define(
        "SUN0503", Warning, "`scripts: false` with `allow: true` delivers PHP source",
        "add a rule that disallows `\\.php$`");

    // Routes.
    internal static readonly Rule RouteUrl = Define("SUN0601", Error, "a route's key is not a URL", "write `https://{default}/`");
    internal static readonly Rule RoutePort = Define("SUN0602", Error, "a route names a port", "routes are on ports 80 and 443");
    internal static readonly Rule NoSuchUpstream = DefineOfAll(
        "SUN0603", Error, "a route leads to nothing that a file defines", "write `application:http`");
    internal static readonly Rule UpstreamWorker = Define(
        "SUN0604", Error, "a route leads to a worker, which takes no connections", "let it lead to the application");
    internal static readonly Rule UpstreamEndpoint = Define(
        "SUN0605", Error, "a route's upstream names no endpoint, or one that does not exist", "write `application:http`");
    internal static readonly Rule RouteNeeds = Define(
        "SUN0606", Error, "a route has not the keys of its type",
        "`upstream` for an upstream, `to` for a redirect or proxy");
    internal static readonly Rule TwoPrimaries = Define("SUN0607", Error, "two routes are `primary`", "keep one");
    internal static readonly Rule RouteTwice = Define(
        "SUN0608", Error, "two routes are the same URL", "every route ends in `/`, written or not; keep one");
    internal static readonly Rule CacheHeader = Define("SUN0609", Error, "a header cannot be part of the cache key", "leave it out");
    internal static readonly Rule RedirectOptions = Define(
        "SUN0610", Warning, "`prefix` and `append_suffix` have no effect beside `regexp`", "leave them out");
    internal static readonly Rule BareUpstream = Define(
        "SUN0611", Warning, "a route's upstream names an application without its endpoint", "write `application:http`");

    // Older spellings, understood.
    internal static readonly Rule OldDisk = Define(
        "SUN0901", Warning, "`disk` is not part of the file any more", "remove it; disks are set with `resources:set`");
    internal static readonly Rule OldSize = Define(
        "SUN0902", Warning, "`size` and `resources` are not part of the file any more",
        "remove them; sizes are set with `resources:set`");
    internal static readonly Rule OldMountSource = Define(
        "SUN0903", Warning, "a mount's source `local` or `shared` is an older spelling",
        "write `source: storage`, or `instance` for a directory that no other instance sees");
    internal static readonly Rule OldMountText = Define(
        "SUN0904", Warning, "a mount written as `shared:files/...` is an older spelling",
        "write `{source: storage, source_path: ...}`");
    internal static readonly Rule OldCronCommand = Define(
        "SUN0905", Warning, "a cron's `cmd` is an older spelling", "write `commands: {start: ...}`");
    internal static readonly Rule OldApplicationList = Define(
        "SUN0906", Warning, "applications as a list are an older spelling", "write a mapping of names to applications");
    internal static readonly Rule OldName = Define(
        "SUN0907", Warning, "`name` in an application is an older spelling", "the key above it is the name");
    internal static readonly Rule OldWebKey = Define(
        "SUN0908", Warning, "a key of `web` that locations have replaced", "write it in `web.locations`");
    internal static readonly Rule OldAccess = Define("SUN0909", Warning, "a key is deprecated and has no effect", "remove it");

    private static Rule DefineOfAll(string code, Severity severity, string title, string remedy)
    {
        var rule = new Rule(code, severity, title, remedy) { NeedsAll = true };
        _all.Add(rule);
        return rule;
    }

    private static Rule Define(string code, Severity severity, string title, string remedy)
    {
        var rule = new Rule(code, severity, title, remedy);
        _all.Add(rule);
        return rule;
    }
}
