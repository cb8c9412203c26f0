using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>What differs between two plans of one instance, in lines that begin with <c>-</c> or <c>+</c>. Values of variables and contents of files are not
/// in it: they may be secrets.</summary>
public static class InstanceChanges
{
    /// <summary>The lines.</summary>
    public static Sequence<string> Between(InstancePlan old, InstancePlan now) =>
    [
        .. Line("build", old.Build, now.Build),
        .. Line("image", old.Image, now.Image),
        .. Line("type", old.Type.ToString(), now.Type.ToString()),
        .. Line("pre_start", old.Commands.PreStart, now.Commands.PreStart),
        .. Line("start", old.Commands.Start, now.Commands.Start),
        .. Line("post_start", old.Commands.PostStart, now.Commands.PostStart),
        .. Entries("mount", old.Mounts.Select(Text), now.Mounts.Select(Text)),
        .. Entries("host", old.Hosts.Select(Text), now.Hosts.Select(Text)),
        .. Texts("variable", old.Environment, now.Environment),
        .. Texts("file", old.Files, now.Files),
        .. Line("size", Text(old.Limits), Text(now.Limits)),
    ];

    private static IEnumerable<string> Line(string name, string? old, string? now)
    {
        if (old == now)
        {
            return [];
        }

        return [.. Lines("-", name, old), .. Lines("+", name, now)];
    }

    private static IEnumerable<string> Lines(string sign, string name, string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{sign} {name}: {line}");

    private static IEnumerable<string> Entries(string name, IEnumerable<string> old, IEnumerable<string> now) =>
        [.. old.Except(now).Select(entry => $"- {name}: {entry}"), .. now.Except(old).Select(entry => $"+ {name}: {entry}")];

    private static IEnumerable<string> Texts(string what, Map<string> old, Map<string> now)
    {
        foreach (var name in old.Keys.Union(now.Keys))
        {
            var (had, has) = (old.TryGetValue(name, out var before), now.TryGetValue(name, out var after));
            if (!had || !has)
            {
                yield return $"{(has ? '+' : '-')} {what}: {name}";
            }
            else if (before != after)
            {
                yield return $"~ {what}: {name}";
            }
        }
    }

    private static string Text(MountPlan mount) => $"{mount.Target} ({mount.Volume.Source.ToString().ToLowerInvariant()}, {mount.Volume.Owner}/{mount.Directory})";

    private static string Text(KeyValuePair<string, string> host) => $"{host.Value} {host.Key}";

    private static string Text(Limits limits) => FormattableString.Invariant($"{limits.Cpu} CPU, {limits.Memory} MB");
}
