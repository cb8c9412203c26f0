using System.Text;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>What is an instance's own in its <c>/etc</c>: its user, names and name servers. Each file is mounted over that of its root file system.</summary>
internal static class EtcDirectory
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The files' names.</summary>
    public static IReadOnlyList<string> Files { get; } = ["passwd", "group", "hosts", "hostname", "resolv.conf", "nsswitch.conf"];

    /// <summary>The mounts of a directory that was written.</summary>
    public static IEnumerable<OciMount> Mounts(string etc) => Files.Select(name => OciMount.ReadOnly(Path.Combine(etc, name), "/etc/" + name));

    /// <summary>Writes the directory.</summary>
    public static void Write(string etc, int user, string home, InstanceName instance, IEnumerable<KeyValuePair<string, string>> hosts)
    {
        Directory.CreateDirectory(etc);
        Write(etc, "passwd", $"root:x:0:0:root:/root:/usr/sbin/nologin\nweb:x:{user}:{user}:web:{home}:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
        Write(etc, "group", $"root:x:0:\nweb:x:{user}:\nnogroup:x:65534:\n");
        Write(etc, "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n");
        Write(etc, "hostname", HostName(instance) + "\n");
        Write(etc, "resolv.conf", Resolver());
        Write(etc, "hosts", Hosts(instance, hosts));
    }

    /// <summary>The host name of an instance: its full name, which fits in 63 characters or is cut.</summary>
    public static string HostName(InstanceName instance)
    {
        var name = instance.ToString();
        return name.Length <= 63 ? name : name[..63];
    }

    /// <summary>Writes a file that everybody may read.</summary>
    public static void Write(string etc, string name, string text)
    {
        var path = Path.Combine(etc, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Readable);
    }

    private static string Hosts(InstanceName instance, IEnumerable<KeyValuePair<string, string>> hosts)
    {
        var text = new StringBuilder("127.0.0.1 localhost\n::1 localhost\n").Append("127.0.1.1 ").Append(HostName(instance)).Append('\n');
        foreach (var (name, address) in hosts)
        {
            text.Append(address).Append(' ').Append(name).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The addresses of the name servers that instances ask.</summary>
    public static IEnumerable<string> NameServers() =>
        Resolver().Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => words[1]);

    private static string Resolver()
    {
        // systemd-resolved's stub listens on the host's loopback, which an instance does not share; behind it are the real servers.
        var text = File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : "";
        const string Resolved = "/run/systemd/resolve/resolv.conf";
        if (text.Contains("nameserver 127.", StringComparison.Ordinal) && File.Exists(Resolved))
        {
            text = File.ReadAllText(Resolved);
        }

        return text;
    }
}
