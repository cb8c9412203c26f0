using System.Security.Cryptography;
using System.Text;
using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>Plans the build of an application.</summary>
internal static class BuildPlanner
{
    public static BuildPlan Plan(PlanRequest request, Application application)
    {
        var source = request.Sources[application.Name];
        var document = InstanceDocument.OfBuild(application);
        var external = request.Variables.Of(application.Name).Where(variable => variable.IsVisibleAtBuild).ToList();
        var outside = string.Concat(external.Select(variable => $"{variable.Name}={variable.Value.ToJson()}\n"));
        var steps = Steps(application, source);
        var image = request.Images.Of(application.Type);
        return new BuildPlan
        {
            Application = application.Name,
            Type = application.Type,
            Image = image,
            TreeId = source.TreeId,
            Id = $"{request.Environment.Name.Project}-{application.Name}-{source.TreeId[..12]}-{Hash(document.ToJson() + outside + image)[..12]}",
            SourceRoot = application.SourceRoot,
            Steps = steps,
            Environment = new(
            [
                .. UserVariables.Environment(application.Variables, external),
                .. PlatformVariables.Common(request.Environment, application.Name, source.TreeId),
                .. PlatformVariables.Build(),
                new("PLATFORM_APPLICATION", PlatformVariables.Base64(document)),
                new("PLATFORM_VARIABLES", PlatformVariables.Base64(UserVariables.Document(application.Variables, external))),
            ]),
            MountPoints = application.Instances.SelectMany(instance => instance.Mounts.Keys).Distinct().Order(StringComparer.Ordinal).ToSequence(),
        };
    }

    // Dependencies come first: composer 2 given through dependencies.php must be there before the PHP flavor runs.
    private static Sequence<BuildStep> Steps(Application application, ApplicationSource source)
    {
        var steps = new List<BuildStep>(Dependencies.Steps(application.Dependencies));
        if (Flavors.Step(application, source) is { } flavor)
        {
            steps.Add(flavor);
        }

        if (application.Hooks.Build is { } hook)
        {
            steps.Add(new BuildStep($"Executing build hook for application {application.Name}", hook));
        }

        return steps.ToSequence();
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
