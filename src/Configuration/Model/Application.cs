namespace Sundog.Configuration;

/// <summary>One key under <c>applications</c>: code that is built once and deployed as a web instance and workers.</summary>
public sealed record Application
{
    /// <summary>The name, unique in the project.</summary>
    public required string Name { get; init; }

    /// <summary>The runtime, for example <c>python:3.9</c> or <c>composable:25.11</c>.</summary>
    public required ImageType Type { get; init; }

    /// <summary>The composable image's runtimes and packages; null for a single-runtime image.</summary>
    public Stack? Stack { get; init; }

    /// <summary>The directory that becomes <c>/app</c>, relative to the repository, without leading or trailing slash; empty for the whole of it.</summary>
    public string SourceRoot { get; init; } = "";

    /// <summary>Source operations: name to command.</summary>
    public Map<string> SourceOperations { get; init; } = Map<string>.Empty;

    /// <summary><c>build.flavor</c>: <c>none</c>, <c>default</c>...; null when it is not given.</summary>
    public string? BuildFlavor { get; init; }

    /// <summary>Global packages by package manager (<c>php</c>, <c>python3</c>, <c>ruby</c>, <c>nodejs</c>...), as written.</summary>
    public Map<Value> Dependencies { get; init; } = Map<Value>.Empty;

    /// <summary>The application's own variables by prefix, then by name: what the build gets, whatever web and workers say.</summary>
    public Map<Map<Value>> Variables { get; init; } = Map<Map<Value>>.Empty;

    /// <summary>The hooks.</summary>
    public Hooks Hooks { get; init; } = new(null, null, null);

    /// <summary>Crons by name; they run on web only.</summary>
    public Map<Cron> Crons { get; init; } = Map<Cron>.Empty;

    /// <summary>Runtime operations by name.</summary>
    public Map<Operation> Operations { get; init; } = Map<Operation>.Empty;

    /// <summary>The free map <c>runtime</c> (PHP extensions and the like); <see cref="Value.Null"/> when absent.</summary>
    public Value Runtime { get; init; } = Value.Null.Instance;

    /// <summary>What it says of PHP; null when it is of another language.</summary>
    public PhpRuntime? Php { get; init; }

    /// <summary>Whether the file has the key <c>web</c>: without it, and with workers, the application has no web instance.</summary>
    public bool HasWeb { get; init; }

    /// <summary>The web instance: what <c>web</c> overrides has replaced what the application says.</summary>
    public required InstanceDefinition Web { get; init; }

    /// <summary>How the web instance's server listens and what it serves.</summary>
    public WebServer WebServer { get; init; } = WebServer.Default;

    /// <summary>The workers by short name, each with what it inherits.</summary>
    public Map<InstanceDefinition> Workers { get; init; } = Map<InstanceDefinition>.Empty;

    /// <summary>The application's own mapping, normalised to the new spellings: what <c>PLATFORM_APPLICATION</c> tells.</summary>
    public Value Document { get; init; } = Value.Null.Instance;

    /// <summary>Where the application's key stands.</summary>
    public Place Place { get; init; }

    /// <summary>The instances: web first (if the application has one), then the workers in the order of the file.</summary>
    public IEnumerable<InstanceDefinition> Instances =>
        HasWeb || Workers.Count == 0 ? Workers.Values.Prepend(Web) : Workers.Values;
}

/// <summary>A type and its version, <c>name:version</c>.</summary>
/// <param name="Name">For example <c>python</c> or <c>mariadb</c>.</param>
/// <param name="Version">For example <c>3.9</c>; empty when none is written.</param>
public sealed record ImageType(string Name, string Version)
{
    /// <summary>As written in the file.</summary>
    public override string ToString() => Version.Length == 0 ? Name : $"{Name}:{Version}";
}

/// <summary>The composable image's <c>stack</c>.</summary>
/// <param name="Runtimes">Runtimes in order, the first one is primary: <c>php@8.4</c> to its options (null when it has none).</param>
/// <param name="Packages">Names of packages.</param>
public sealed record Stack(Map<Value> Runtimes, Sequence<string> Packages);

/// <summary>The three hooks, each one script for dash, null when absent.</summary>
public sealed record Hooks(string? Build, string? Deploy, string? PostDeploy);

/// <summary>A cron of the web instance.</summary>
/// <param name="Name">The key under <c>crons</c>.</param>
/// <param name="Spec">Five fields, <c>H</c> allowed.</param>
/// <param name="Start">The command.</param>
/// <param name="Stop">What ends it when it is cancelled; null: SIGTERM.</param>
/// <param name="ShutdownTimeout">Seconds from the cancellation to SIGKILL; 10 unless given.</param>
/// <param name="Timeout">Seconds it may run; 86400 unless given, which is also the maximum.</param>
/// <param name="TimeZone">The application's time zone, in which the spec is read.</param>
/// <param name="Place">Where it stands.</param>
public sealed record Cron(
    string Name, string Spec, string Start, string? Stop, int ShutdownTimeout, int Timeout, string TimeZone, Place Place);

/// <summary>A runtime operation.</summary>
/// <param name="Name">The key under <c>operations</c>.</param>
/// <param name="Start">The command.</param>
/// <param name="Stop">What ends it when it is cancelled; null: SIGTERM.</param>
/// <param name="Role"><c>viewer</c>, <c>contributor</c> (default) or <c>admin</c>.</param>
/// <param name="Timeout">Seconds it may run; null: no bound.</param>
public sealed record Operation(string Name, string Start, string? Stop, string Role, int? Timeout);
