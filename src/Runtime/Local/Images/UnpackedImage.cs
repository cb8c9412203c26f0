using System.Globalization;
using System.Text.Json;
using Sundog.Configuration;

namespace Sundog.Runtime.Local;

/// <summary>An image in its directory: <c>rootfs</c>, and <c>config.json</c> with the environment that it brings.</summary>
internal sealed record UnpackedImage(string Root, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly string[] s_directories =
        ["app", "dev", "etc", "mnt", "proc", "run", "sys", "tmp", "var/log", ".sundog", ".sundog-unit"];

    /// <summary>The image in a directory; null when there is none.</summary>
    public static UnpackedImage? Open(string directory)
    {
        var configuration = Path.Combine(directory, "config.json");
        if (!File.Exists(configuration))
        {
            return null;
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(configuration));
        var variables = document.RootElement.GetProperty("process").GetProperty("env").EnumerateArray()
            .Select(entry => entry.GetString()!.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .DistinctBy(pair => pair[0])
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return new UnpackedImage(Path.Combine(directory, "rootfs"), variables);
    }

    /// <summary>Makes the places onto which a container's mounts come: nothing can be made in the tree later.</summary>
    public static void MakePlaces(string root)
    {
        foreach (var name in s_directories)
        {
            var path = Path.Combine(root, name);
            var entry = new FileInfo(path);
            if (entry.LinkTarget is not null || entry.Exists)
            {
                // /var/log or /run as a link: a mount must not follow it anywhere.
                entry.Delete();
            }

            Directory.CreateDirectory(path);
        }

        foreach (var name in EtcDirectory.Files.Select(name => "etc/" + name))
        {
            var path = Path.Combine(root, name);
            if (new FileInfo(path).LinkTarget is not null)
            {
                File.Delete(path);
            }

            if (!File.Exists(path))
            {
                File.WriteAllText(path, "");
            }
        }
    }

    /// <summary>Lets everybody read what the image lets its own user read: an instance runs as a user of its environment, in the place of that one.</summary>
    /// <param name="directory">The image's directory.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task ShareAsync(string directory, CancellationToken cancellation)
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(directory, "config.json"), cancellation).ConfigureAwait(false));
        var user = document.RootElement.GetProperty("process").TryGetProperty("user", out var named) && named.TryGetProperty("uid", out var uid) ? uid.GetUInt32() : 0;
        if (user != 0)
        {
            var root = Path.Combine(directory, "rootfs");
            string[] theirs = [root, "-xdev", "-uid", user.ToString(CultureInfo.InvariantCulture), "!", "-type", "l", "-exec", "chmod", "o+rX", "{}", "+"];
            await Tool.RunAsync("find", theirs, cancellation: cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The environment of an instance with what the image adds: variables that the instance does not have, and directories in which
    /// programs are looked for.</summary>
    public Map<string> Complete(Map<string> environment)
    {
        var path = environment.GetValueOrDefault("PATH", HostRoot.Path).Split(':');
        var more = Environment.GetValueOrDefault("PATH", "").Split(':', StringSplitOptions.RemoveEmptyEntries).Except(path);
        return new([.. Environment, .. environment, new("PATH", string.Join(':', path.Concat(more)))]);
    }
}
