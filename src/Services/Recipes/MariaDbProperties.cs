using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>MariaDB's <c>configuration.properties</c>.</summary>
/// <param name="MaxAllowedPacket">In MB.</param>
/// <param name="Options">The server's options.</param>
internal sealed record MariaDbProperties(int MaxAllowedPacket, Sequence<string> Options)
{
    public static MariaDbProperties Read(ServiceConfiguration configuration)
    {
        var values = configuration.Map("properties");
        var presets = Presets.Select(preset => preset.Name).ToArray();
        foreach (var name in values.Keys.Except(presets))
        {
            throw configuration.Wrong($"`properties.{name}` is not a property; there are {ServiceConfiguration.Listing(presets)}");
        }

        var packet = 0;
        var options = new List<string>();
        foreach (var (name, option, preset, megabytes) in Presets)
        {
            var value = values.TryGetValue(name, out var given) ? Text(configuration, name, given)
                // A charset brings its own collation.
                : name == "default_collation" && values.ContainsKey("default_charset") ? ""
                : preset;
            if (megabytes is { } range)
            {
                var size = int.TryParse(value, out var number) && number >= range.Least && number <= range.Most
                    ? number
                    : throw configuration.Wrong($"`properties.{name}` is `{value}`; it is a number of MB from {range.Least} to {range.Most}");
                packet = name == "max_allowed_packet" ? size : packet;
                value = $"{size}M";
            }

            if (value.Length > 0)
            {
                options.Add($"--{option}={value}");
            }
        }

        return new(packet, options.ToSequence());
    }

    private static string Text(ServiceConfiguration configuration, string name, Value value) =>
        value is Value.Boolean(var on) ? (on ? "1" : "0") : configuration.Text($"properties.{name}", value);

    // The platform's defaults. An empty one leaves the server's own. "loose": ignored by servers that were built without it.
    private static readonly (string Name, string Option, string Preset, (int Least, int Most)? Megabytes)[] Presets =
    [
        ("max_allowed_packet", "max-allowed-packet", "16", (1, 100)),
        ("default_charset", "character-set-server", "utf8mb4", null),
        ("default_collation", "collation-server", "utf8mb4_unicode_ci", null),
        ("optimizer_switch", "optimizer-switch", "", null),
        ("optimizer_use_condition_selectivity", "optimizer-use-condition-selectivity", "4", null),
        ("innodb_adaptive_hash_index", "innodb-adaptive-hash-index", "0", null),
        ("max_heap_table_size", "max-heap-table-size", "32", (1, 4096)),
        ("table_definition_cache", "table-definition-cache", "400", null),
        ("table_open_cache", "table-open-cache", "400", null),
        ("wsrep_sync_wait", "loose-wsrep-sync-wait", "0", null),
    ];
}
