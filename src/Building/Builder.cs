using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Building;

/// <summary>Makes each build once. A result is a directory named by the build's id; it is there whole or not at all, and never changes.</summary>
/// <param name="runtime">Runs the steps.</param>
/// <param name="directory">Holds the results.</param>
/// <param name="cacheDirectory">Holds what builds of a project keep for the next one.</param>
public sealed class Builder(IRuntime runtime, string directory, Func<string, string> cacheDirectory)
{
    private const string Making = ".making";
    private static readonly TimeSpan s_limit = TimeSpan.FromHours(1);

    /// <summary>The result of a build, whether it has been made or not.</summary>
    public string DirectoryOf(string build) => Path.Combine(directory, build, "app");

    /// <summary>Whether a build has been made.</summary>
    public bool Has(string build) => Directory.Exists(DirectoryOf(build));

    /// <summary>The sources of a build that has been made, as planning knows them.</summary>
    public ApplicationSource Describe(BuildPlan plan)
    {
        var result = new DirectoryInfo(DirectoryOf(plan.Id));
        return new ApplicationSource(
            plan.TreeId,
            File.Exists(Path.Combine(result.FullName, ".environment")),
            result.Exists ? result.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal).ToSequence() : [])
        {
            PhpSettings = OwnSettings.Read(result.FullName),
        };
    }

    /// <summary>Deletes what builds left that were cut off; none is under way.</summary>
    public void RemoveUnfinished()
    {
        foreach (var making in Directory.Exists(directory) ? Directory.GetDirectories(directory, "*" + Making) : [])
        {
            Remove(making);
        }
    }

    /// <summary>Makes a build, or finds that it has been made.</summary>
    /// <exception cref="BuildException">A step failed or took more than an hour; nothing of the build is left.</exception>
    public async Task MakeAsync(
        EnvironmentName environment, int user, string repository, BuildPlan plan, Action<string> output, CancellationToken cancellation)
    {
        if (Has(plan.Id))
        {
            output($"Reusing the existing build of application {plan.Application} (tree {plan.TreeId[..7]})");
            return;
        }

        output($"Building application {plan.Application} ({plan.Type}, tree {plan.TreeId[..7]})");
        var making = Path.Combine(directory, plan.Id + Making);
        Remove(making);
        try
        {
            var app = Path.Combine(making, "app");
            Directory.CreateDirectory(app);
            SourceTree.Open(repository, plan.SourceRoot).CopyTo(app);
            runtime.Own(app, user);
            await RunAsync(new BuildLaunch(environment, user, plan, app, cacheDirectory(environment.Project)), output, cancellation).ConfigureAwait(false);
            foreach (var mount in plan.MountPoints)
            {
                MakeMountPoint(app, mount, output);
            }

            runtime.Flush(making);
            Directory.Move(making, Path.Combine(directory, plan.Id));
        }
        finally
        {
            Remove(making);
        }
    }

    private async Task RunAsync(BuildLaunch launch, Action<string> output, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        int code;
        try
        {
            code = await runtime.BuildAsync(launch, output, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BuildException($"the build of {launch.Plan.Application} took more than an hour and was ended");
        }

        if (code != 0)
        {
            throw new BuildException($"the build of {launch.Plan.Application} failed with exit code {code}; what runs is untouched");
        }
    }

    private static void MakeMountPoint(string app, string mount, Action<string> output)
    {
        var path = app;
        foreach (var part in mount.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            var entry = new FileInfo(path);
            if (entry.LinkTarget is not null || entry.Exists)
            {
                throw new BuildException($"the mount {mount} cannot be made: {part} is a {(entry.Exists ? "file" : "symbolic link")} in the build");
            }
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            output($"Warning: the mount {mount} hides files that the build has there");
        }

        Directory.CreateDirectory(path);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
