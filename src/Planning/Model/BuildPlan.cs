using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>How an application is built.</summary>
public sealed record BuildPlan
{
    /// <summary>The application.</summary>
    public required string Application { get; init; }

    /// <summary>The type, which the root file system follows from.</summary>
    public required ImageType Type { get; init; }

    /// <summary>The OCI image in which it is built; null: the host's own <c>/usr</c>.</summary>
    public string? Image { get; init; }

    /// <summary>The id of the sources: changes when a file of the application's tree does.</summary>
    public required string TreeId { get; init; }

    /// <summary>Names the result. Two builds of one id have one result, so the second is not run.</summary>
    public required string Id { get; init; }

    /// <summary>The directory of the sources, relative to the repository; empty for all of it.</summary>
    public required string SourceRoot { get; init; }

    /// <summary>The commands, one shell text each, in order: dependencies, flavor, build hook.</summary>
    public required Sequence<BuildStep> Steps { get; init; }

    /// <summary>The environment of the commands.</summary>
    public required Map<string> Environment { get; init; }

    /// <summary>Directories made in the result, so that mounts have a place: relative to the application directory.</summary>
    public required Sequence<string> MountPoints { get; init; }
}

/// <summary>A step of a build.</summary>
/// <param name="Title">What it does, for the log.</param>
/// <param name="Command">Shell text for dash.</param>
public sealed record BuildStep(string Title, string Command);
