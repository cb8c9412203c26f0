using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>Numbers cables so that a cable that stays keeps its number, and with it its addresses: an instance whose relationships did not
/// change sees no change.</summary>
internal static class CableNumbering
{
    /// <summary>All numbers there ever were, and new ones for wanted cables that have none. No number is used again: instances of the deployment
    /// before run beside those of the next one for a while.</summary>
    public static Map<int> Number(Map<int> before, IEnumerable<string> wanted)
    {
        var next = before.Values.DefaultIfEmpty(-1).Max() + 1;
        return new([.. before, .. wanted.Distinct().Where(key => !before.ContainsKey(key)).Select(key => KeyValuePair.Create(key, next++))]);
    }

    /// <summary>What a cable is known by between deployments.</summary>
    public static string Key(InstanceName client, string relationship, InstanceName server) => $"{client}/{relationship}/{server}";
}
