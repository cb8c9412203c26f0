using System.Globalization;
using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>What is set for a container of an environment. It is not in the files: it belongs to the environment.</summary>
/// <param name="Cpu">Its size; null: the default one.</param>
/// <param name="Count">How many instances; null: one.</param>
/// <param name="Disk">MB for its volume; null: the default.</param>
public sealed record ContainerSize(double? Cpu, int? Count, int? Disk)
{
    /// <summary>MB of a volume for which nothing is set.</summary>
    public const int DefaultDisk = 512;

    /// <summary>MB of the smallest volume.</summary>
    public const int MinimumDisk = 256;

    // Of less a file system has little left for files.
    private const int LeastDisk = 16;
    private const int MostInstances = 8;

    /// <summary>Nothing is set.</summary>
    public static ContainerSize None { get; } = new(null, null, null);

    /// <summary>Changes sizes as <c>resources:set</c> says: lists of <c>NAME:VALUE</c>, in which a name may have <c>*</c> or <c>%</c> for any
    /// letters, and the last value for a name wins.</summary>
    /// <param name="before">The sizes by container name.</param>
    /// <param name="containers">The containers that there are, and whether each is a service.</param>
    /// <param name="sizes">CPU sizes; <c>default</c>, <c>min</c> and <c>minimum</c> too.</param>
    /// <param name="counts">Numbers of instances.</param>
    /// <param name="disks">MB.</param>
    /// <exception cref="PlanException">A name or value is none.</exception>
    public static Map<ContainerSize> Change(
        Map<ContainerSize> before, IReadOnlyDictionary<string, bool> containers, IEnumerable<string> sizes, IEnumerable<string> counts, IEnumerable<string> disks)
    {
        var after = before.ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var (name, value) in Entries(sizes, containers.Keys))
        {
            after[name] = Of(name) with { Cpu = ReadCpu(value) };
        }

        foreach (var (name, value) in Entries(counts, containers.Keys))
        {
            var count = int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostInstances
                ? number
                : throw new PlanException($"{name}: {value} is no number of instances; it is 1 to {MostInstances}");
            after[name] = containers[name] && count > 1
                ? throw new PlanException($"{name} is a service, of which there is always one instance")
                : Of(name) with { Count = count };
        }

        foreach (var (name, value) in Entries(disks, containers.Keys))
        {
            after[name] = Of(name) with
            {
                Disk = value switch
                {
                    "default" => null,
                    "min" or "minimum" => MinimumDisk,
                    _ => int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= LeastDisk
                        ? number
                        : throw new PlanException($"{name}: {value} is no size of a disk in MB; the least is {LeastDisk}"),
                },
            };
        }

        return new(after);

        ContainerSize Of(string name) => after.GetValueOrDefault(name, None);
    }

    private static double? ReadCpu(string value) => value switch
    {
        "default" => null,
        "min" or "minimum" => Resources.MinimumCpu,
        _ => double.TryParse(value, CultureInfo.InvariantCulture, out var cpu) && Resources.Sizes.Contains(cpu)
            ? cpu
            : throw new PlanException($"there is no size {value}; there are {string.Join(", ", Resources.Sizes)}, default and minimum"),
    };

    /// <summary>What lists of <c>NAME:VALUE</c> say, name by name.</summary>
    /// <exception cref="PlanException">A name is none.</exception>
    public static IEnumerable<(string Name, string Value)> Entries(IEnumerable<string> lists, IEnumerable<string> containers)
    {
        foreach (var entry in lists.SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            var colon = entry.LastIndexOf(':');
            var pattern = colon > 0 ? entry[..colon] : throw new PlanException($"{entry} is not of the form NAME:VALUE");
            var expression = "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("%", ".*", StringComparison.Ordinal) + "$";
            var names = containers.Where(name => Regex.IsMatch(name, expression)).ToList();
            if (names.Count == 0)
            {
                throw new PlanException($"there is no container {pattern}; there are {string.Join(", ", containers)}");
            }

            foreach (var name in names)
            {
                yield return (name, entry[(colon + 1)..]);
            }
        }
    }
}
