using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Services;

namespace Sundog.Deployments.Host;

/// <summary>What this machine needs so that a project can run on its own <c>/usr</c>.</summary>
/// <param name="Missing">Programs that are not there, with the Debian packages that bring them.</param>
/// <param name="Installations">What each type will run from.</param>
/// <param name="Unavailable">What the project asks for and this machine cannot have, a sentence each.</param>
public sealed record HostRequirements(IReadOnlyList<MissingPrograms> Missing, IReadOnlyList<TypeInstallation> Installations, IReadOnlyList<string> Unavailable)
{
    // What every instance needs: containers, networks, rules; jq, which scripts on the platform rely on.
    private static readonly HostInstallation[] s_base =
    [
        new(["iproute2"], ["ip"], []),
        new(["nftables"], ["nft"], []),
        new(["jq"], ["jq"], []),
    ];

    private static readonly HostInstallation[] s_images =
    [
        new(["skopeo"], ["skopeo"], []),
        new(["umoci"], ["umoci"], []),
    ];

    /// <summary>Looks what a project needs and what is there.</summary>
    /// <param name="configuration">The project.</param>
    /// <param name="repository">Its directory.</param>
    /// <param name="images">What runs from images and needs no program here.</param>
    public static HostRequirements Of(ProjectConfiguration configuration, string repository, ImageSettings images)
    {
        var missing = new List<MissingPrograms>();
        var installations = new List<TypeInstallation>();
        var unavailable = new List<string>();
        if (!HostPrograms.Has("crun") && !HostPrograms.Has("runc"))
        {
            missing.Add(new("containers", ["crun"]));
        }

        missing.AddRange(s_base.Where(one => !HostPrograms.Has(one)).Select(one => new MissingPrograms("networks and tools", one.Packages)));
        foreach (var application in configuration.Applications.Values)
        {
            if (images.Of(application.Type) is not null)
            {
                AddTools();
            }
            else if (Runtimes(application) is { Count: > 0 } runtimes)
            {
                foreach (var runtime in runtimes)
                {
                    Add(runtime, [RuntimeCatalogue.Find(runtime)!.Host!]);
                }
            }
            else if (application.Type.Name != "composable")
            {
                throw new DeploymentException($"{application.Place}: there is no runtime {application.Type.Name}; there are {string.Join(", ", RuntimeCatalogue.Names)}");
            }
        }

        var recipes = ServiceCatalogue.Plans(configuration.Services, _ => new ServiceContext(_ => ""));
        foreach (var service in configuration.Services.Values)
        {
            var recipe = recipes[service.Name];
            if (images.Of(service.Type, recipe) is not null)
            {
                AddTools();
            }
            else
            {
                Add(service.Type, recipe.Host);
            }
        }

        foreach (var application in configuration.Applications.Values.Where(application => images.Of(application.Type) is null))
        {
            if (application.Type.Name == "python")
            {
                AddPackages($"requirements.txt of {application.Name}", PythonPackages.Missing(application, Path.Combine(repository, application.SourceRoot)));
            }

            if (application.Php is { } php)
            {
                AddPackages($"extensions of PHP for {application.Name}", PhpExtensions.Missing(php));
                unavailable.AddRange(PhpExtensions.Unknown(php).Select(extension => $"{application.Name} runs without the PHP extension {extension}, of which Debian has no package"));
            }
        }

        return new HostRequirements(missing, installations, unavailable);

        void AddPackages(string purpose, Sequence<string> packages)
        {
            if (packages.Count > 0)
            {
                missing.Add(new(purpose, packages));
            }
        }

        void AddTools() => missing.AddRange(s_images.Where(one => !HostPrograms.Has(one) && missing.All(other => other.Packages != one.Packages))
            .Select(one => new MissingPrograms("images", one.Packages)));

        void Add(ImageType type, IReadOnlyList<HostInstallation> ways)
        {
            if (ways.Count == 0)
            {
                return;
            }

            var way = ways.FirstOrDefault(HostPrograms.Has) ?? ways[0];
            installations.Add(new TypeInstallation(type, way));
            if (!HostPrograms.Has(way))
            {
                missing.Add(new(type.ToString(), way.Packages));
            }
        }
    }

    // A composable image is of several.
    private static List<ImageType> Runtimes(Application application) =>
        [.. (application.Stack?.Runtimes.Keys.Select(runtime => runtime.Split('@', 2)).Select(parts => new ImageType(parts[0], parts.Length > 1 ? parts[1] : "")) ?? [])
            .Prepend(application.Type).Where(type => RuntimeCatalogue.Find(type)?.Host is not null)];

    /// <summary>How what is installed differs from what is asked for, a sentence each. Comes after the installation.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        var differences = new List<string>(Unavailable);
        foreach (var (type, installation) in Installations.DistinctBy(one => one.Type))
        {
            if (installation.VersionCommand.Count > 0
                && await HostPrograms.VersionAsync(installation).ConfigureAwait(false) is { } installed
                && !HostInstallation.Satisfies(type.Version, installed))
            {
                differences.Add($"{type} runs as version {installed}, which this machine has"
                    + (installation.Note is { } note ? $" ({note})" : ""));
            }
        }

        return differences;
    }
}

/// <summary>Programs that are not there.</summary>
/// <param name="For">What needs them.</param>
/// <param name="Packages">The Debian packages that bring them.</param>
public sealed record MissingPrograms(string For, Sequence<string> Packages);

/// <summary>What a type runs from.</summary>
public sealed record TypeInstallation(ImageType Type, HostInstallation Installation);
