using System.Text;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>The <c>/etc</c> of an instance: its own user, names and name servers.</summary>
internal static class EtcDirectory
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes the directory.</summary>
    public static void Write(string etc, int user, string home, InstanceName instance, IEnumerable<KeyValuePair<string, string>> hosts)
    {
        Directory.CreateDirectory(etc);
        HostRoot.MakePlaces(etc);
        Write(etc, "passwd", $"root:x:0:0:root:/root:/usr/sbin/nologin\nweb:x:{user}:{user}:web:{home}:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
        Write(etc, "group", $"root:x:0:\nweb:x:{user}:\nnogroup:x:65534:\n");
        Write(etc, "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n");
        Write(etc, "hostname", HostName(instance) + "\n");
        Write(etc, "resolv.conf", Resolver());
        Write(etc, "hosts", Hosts(instance, hosts));
        Write(etc, "profile", $"export PATH=\"${{PATH:-{HostRoot.Path}}}\"\nPS1='\\u@\\h:\\w\\$ '\n");
        File.CreateSymbolicLink(Path.Combine(etc, "localtime"), "/usr/share/zoneinfo/Etc/UTC");
        File.CreateSymbolicLink(Path.Combine(etc, "mtab"), "/proc/self/mounts");

        // Where the stock sv looks for services: Debian's place.
        File.CreateSymbolicLink(Path.Combine(etc, "service"), "/run/service");
    }

    /// <summary>The host name of an instance: its full name, which fits in 63 characters or is cut.</summary>
    public static string HostName(InstanceName instance)
    {
        var name = instance.ToString();
        return name.Length <= 63 ? name : name[..63];
    }

    private static void Write(string etc, string name, string text)
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
