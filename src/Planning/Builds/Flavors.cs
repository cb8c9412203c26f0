using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>What is run before the build hook when the application does not say <c>flavor: none</c>.</summary>
internal static class Flavors
{
    public static BuildStep? Step(Application application, ApplicationSource source) => application switch
    {
        { BuildFlavor: "none" } => null,
        { Type.Name: "nodejs" } when source.Files.Contains("package.json") =>
            new("Installing packages with npm", "npm prune --userconfig .npmrc && npm install --userconfig .npmrc"),
        { Type.Name: "php" } when source.Files.Contains("composer.json") =>
            new("Installing packages with composer", "composer --no-ansi --no-interaction install --no-progress --prefer-dist --optimize-autoloader"),
        _ => null,
    };
}
