using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>All that a plan follows from. Equal requests give equal plans.</summary>
public sealed record PlanRequest
{
    /// <summary>What the files say.</summary>
    public required ProjectConfiguration Configuration { get; init; }

    /// <summary>The environment.</summary>
    public required EnvironmentSettings Environment { get; init; }

    /// <summary>The sources by application.</summary>
    public required Map<ApplicationSource> Sources { get; init; }

    /// <summary>The numbers of the cables there were, which the ones that stay keep.</summary>
    public required Map<int> CableNumbers { get; init; }

    /// <summary>The variables that are set outside of the files, the weaker ones (the project's) first.</summary>
    public Sequence<ExternalVariable> Variables { get; init; } = Sequence<ExternalVariable>.Empty;

    /// <summary>What is set for containers, by name.</summary>
    public Map<ContainerSize> Sizes { get; init; } = Map<ContainerSize>.Empty;

    /// <summary>What runs from images.</summary>
    public ImageSettings Images { get; init; } = ImageSettings.None;

    /// <summary>What <c>PLATFORM_ROUTES</c> and <c>/run/config.json</c> tell of the routes.</summary>
    public required Value Routes { get; init; }

    /// <summary>A secret of a service by service and name: made once, the same at every deployment.</summary>
    public required Func<string, string, string> Secret { get; init; }

    /// <summary>What a directory of the repository holds, packed; see <see cref="Services.ServiceContext.Archive"/>.</summary>
    public Func<string, string> Archive { get; init; } = _ => "";

    internal ContainerSize SizeOf(string container) => Sizes.TryGetValue(container, out var size) ? size : ContainerSize.None;
}

/// <summary>What is known of an environment outside of its files.</summary>
/// <param name="Name">Its name on this machine.</param>
/// <param name="Branch">The branch, which is also the environment's name for people.</param>
/// <param name="Type"><c>production</c>, <c>staging</c> or <c>development</c>.</param>
/// <param name="Entropy">56 random characters, the project's for life.</param>
public sealed record EnvironmentSettings(EnvironmentName Name, string Branch, string Type, string Entropy);

/// <summary>An application's sources.</summary>
/// <param name="TreeId">Changes when a file of the tree does.</param>
/// <param name="HasEnvironmentScript">Whether the tree has a file <c>.environment</c> at its top.</param>
/// <param name="Files">Names of the files at its top, which the build's flavor looks at.</param>
public sealed record ApplicationSource(string TreeId, bool HasEnvironmentScript, Sequence<string> Files)
{
    /// <summary>The text of <c>php.ini</c> at its top; null when there is none.</summary>
    public string? PhpSettings { get; init; }
}

/// <summary>A variable of the project or of an environment: it beats what the files say.</summary>
/// <param name="Name">With <c>env:</c> in front it is an environment variable, otherwise it is in <c>PLATFORM_VARIABLES</c>.</param>
/// <param name="Value">A text, or what its JSON says.</param>
/// <param name="IsVisibleAtBuild">Whether builds see it; a change of it is then another build.</param>
/// <param name="IsVisibleAtRuntime">Whether instances see it.</param>
/// <param name="Application">The application that sees it; null: all.</param>
public sealed record ExternalVariable(string Name, Value Value, bool IsVisibleAtBuild, bool IsVisibleAtRuntime, string? Application);
