using System.Text;
using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Cores and config sets of Solr as its home directory has them.</summary>
internal static class SolrCores
{
    /// <summary>Solr's home.</summary>
    public const string Home = "/mnt/solr";

    /// <summary>What the image begins a home with.</summary>
    public const string Image = "/opt/solr/server/solr";

    /// <summary>The directories of the repository that are needed, by the name of the variables that carry each; and the shell text that puts
    /// all in place. Configurations are replaced at each start, indexes stay.</summary>
    public static (Map<string> Archives, string Script) Of(ServiceConfiguration configuration, Map<Value> cores)
    {
        var archives = new Dictionary<string, string>();
        var script = new StringBuilder(Unpack);
        foreach (var (name, value) in configuration.Map("configsets"))
        {
            script.AppendLine($"unpack {Carried(value, $"configsets.{name}")} {Shell.Quote($"{Home}/configsets/{configuration.Name("configsets", name)}/conf")}");
        }

        foreach (var (name, value) in cores)
        {
            var core = $"{Home}/{configuration.Name("cores", name)}";
            var keys = configuration.Map($"cores.{name}", value);
            var properties = keys.TryGetValue("core_properties", out var text) ? configuration.Text($"cores.{name}.core_properties", text) : "";
            script.AppendLine($"mkdir -p {Shell.Quote(core)}");
            script.AppendLine($"printf '%s\\n' {Shell.Quote($"name={name}\n{properties.TrimEnd()}")} > {Shell.Quote($"{core}/core.properties")}");
            if (keys.TryGetValue("conf_dir", out var directory))
            {
                script.AppendLine($"unpack {Carried(directory, $"cores.{name}.conf_dir")} {Shell.Quote($"{core}/conf")}");
            }
            else if (!properties.Contains("configSet", StringComparison.Ordinal))
            {
                script.AppendLine($"[ -d {Shell.Quote($"{core}/conf")} ] || cp -r {Image}/configsets/_default/conf {Shell.Quote($"{core}/conf")}");
            }
        }

        return (archives.ToMap(entry => entry.Key, entry => entry.Value), script.ToString());

        string Carried(Value value, string path)
        {
            var variable = $"SUNDOG_ARCHIVE_{archives.Count}";
            archives[variable] = value is Value.Archive(var directory) ? directory : throw configuration.Wrong($"`{path}` must be a directory, by `!archive`");
            return variable;
        }
    }

    // Puts the pieces of an archive together, which the variables NAME_0, NAME_1 ... carry.
    private const string Unpack =
        """
        unpack() {
          rm -rf "$2.new"
          mkdir -p "$2.new"
          piece=0
          while eval "[ -n \"\${$1_$piece:-}\" ]"; do
            eval "printf '%s' \"\$$1_$piece\""
            piece=$((piece + 1))
          done | base64 -d | tar -xzf - -C "$2.new" || exit 1
          rm -rf "$2"
          mv "$2.new" "$2"
        }

        """;
}
