using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>The steps that install an application's <c>dependencies</c> below <c>/app/.global</c>, where their programs are found at build and
/// at run time.</summary>
internal static class Dependencies
{
    private const string Global = "/app/.global";

    public static IEnumerable<BuildStep> Steps(Map<Value> dependencies)
    {
        foreach (var (manager, value) in dependencies)
        {
            if (value is Value.Mapping { Entries: { Count: > 0 } packages } && Command(manager, packages) is { } command)
            {
                yield return new BuildStep($"Installing build dependencies with {manager}", command);
            }
        }
    }

    private static string? Command(string manager, Map<Value> packages) => manager switch
    {
        "nodejs" => $"npm install --global --prefix {Global} " + Join(packages, "@"),
        "python" or "python2" or "python3" => $"PYTHONUSERBASE={Global} pip install --user " + Join(packages, "=="),
        "ruby" => string.Join(" && ", packages.Select(package =>
            $"gem install --no-document --install-dir {Global} --bindir {Global}/bin {Quote(package.Key)}{(Version(package.Value) is { } version ? " --version " + Quote(version) : "")}")),
        "php" => $"mkdir -p {Global}/bin && COMPOSER_HOME={Global} COMPOSER_BIN_DIR={Global}/bin composer global require --no-interaction "
            + Join(packages.TryGetValue("require", out var require) && require is Value.Mapping { Entries: var required } ? required : packages, ":"),
        _ => null,
    };

    private static string Join(Map<Value> packages, string separator) => string.Join(' ', packages.Select(package =>
        Quote(Version(package.Value) is not { } version ? package.Key
            : "<>=!~^".Contains(version[0], StringComparison.Ordinal) && separator == "==" ? package.Key + version
            : package.Key + separator + version)));

    private static string? Version(Value value) => value switch
    {
        Value.Text("*") or Value.Text("") or Value.Null => null,
        Value.Text(var version) => version,
        Value.Number(var version) => version,
        _ => null,
    };

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
