using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Services;

namespace Sundog.Deployments.Host;

/// <summary>What this machine needs so that a project can run on its own <c>/usr</c>.</summary>
/// <param name="Missing">Programs that are not there, with the Debian packages that bring them.</param>
/// <param name="Installations">What each type will run from.</param>
public sealed record HostRequirements(IReadOnlyList<MissingPrograms> Missing, IReadOnlyList<TypeInstallation> Installations)
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
            else if (RuntimeCatalogue.Find(application.Type)?.Host is { } host)
            {
                Add(application.Type, [host]);
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

        foreach (var application in configuration.Applications.Values.Where(application => application.Type.Name == "python" && images.Of(application.Type) is null))
        {
            var packages = PythonPackages.Missing(application, Path.Combine(repository, application.SourceRoot));
            if (packages.Count > 0)
            {
                missing.Add(new($"requirements.txt of {application.Name}", packages));
            }
        }

        return new HostRequirements(missing, installations);

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

    /// <summary>How the versions that are installed differ from those that are asked for, a sentence each. Comes after the installation.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        var differences = new List<string>();
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
