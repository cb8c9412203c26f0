using System.Globalization;
using System.Text;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Spreads the connections of a relationship over the instances behind it, wherever they are. The relationship has one address, that of
/// the first of them at its first place; rules in the client's own namespace lead each new connection to one of those that run. Pure.</summary>
internal static class Balance
{
    /// <summary>No rules; before others, these take the place of what there was. The kernel takes its time for that.</summary>
    public const string None = "table ip balance\ndelete table ip balance\n";

    /// <summary>The rules of a client that has none.</summary>
    /// <param name="cables">Its cables to instances that run.</param>
    /// <param name="all">All its cables.</param>
    /// <returns>Null when there is nothing to spread.</returns>
    public static string? Text(IEnumerable<LaidCable> cables, IEnumerable<Cable> all)
    {
        var running = cables.ToDictionary(laid => laid.Cable, laid => laid.ServerPlace);
        var groups = all
            .Where(cable => !cable.IsBetweenPeers)
            .GroupBy(cable => cable.Relationship)
            .Where(group => group.Count() > 1 || group.Any(cable => running.GetValueOrDefault(cable) > 0))
            .ToList();
        if (groups.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder("""
            table ip balance {
                chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    oifname "ccable*" masquerade
                }
                chain output {
                    type nat hook output priority -100; policy accept;

            """);
        foreach (var group in groups)
        {
            var address = group.OrderBy(cable => cable.Server.Number).First().ServerAddress;
            var targets = group.Where(running.ContainsKey).OrderBy(cable => cable.Server.Number).Select(cable => cable.ServerAddressAt(running[cable])).ToList();
            if (targets.Count > 0)
            {
                var map = string.Join(", ", targets.Select((target, i) => string.Create(CultureInfo.InvariantCulture, $"{i} : {target}")));
                text.Append(CultureInfo.InvariantCulture, $"        ip daddr {address} dnat to numgen inc mod {targets.Count} map {{ {map} }}\n");
            }
        }

        return text.Append("    }\n}\n").ToString();
    }
}
