namespace Sundog.Runtime.Local;

/// <summary>The host as root file system: its <c>/usr</c>, read-only, in a skeleton of our own. Nothing else of the host is seen.</summary>
internal static class HostRoot
{
    // What programs under /usr need of /etc. None of it is secret; what is missing on a host is left out.
    private static readonly string[] s_configuration =
    [
        "alternatives", "ca-certificates", "ca-certificates.conf", "debian_version", "erlang", "fonts", "gai.conf", "ghostscript",
        "host.conf", "inputrc", "java-17-openjdk", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias", "magic", "magic.mime",
        "mailcap", "mime.types", "nodejs", "os-release", "perl", "php", "profile.d", "protocols", "python3", "python3.11", "python3.13",
        "rpc", "services", "ssl", "terminfo", "vim",
    ];

    /// <summary>Directories in which programs are looked for.</summary>
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly Lock s_turn = new();

    /// <summary>Makes the skeleton, once, and the places in it for what the host has; each container's mounts hide what is below.</summary>
    public static string Prepare(StateDirectory state)
    {
        lock (s_turn)
        {
            if (!Directory.Exists(state.HostRoot))
            {
                Trees.Delete(state.HostRoot + ".new");
                Make(state.HostRoot + ".new");
                Directory.Move(state.HostRoot + ".new", state.HostRoot);
            }

            MakePlaces(System.IO.Path.Combine(state.HostRoot, "etc"));
            return state.HostRoot;
        }
    }

    /// <summary>The mounts that fill the skeleton.</summary>
    public static IEnumerable<OciMount> Mounts()
    {
        yield return OciMount.ReadOnly("/usr", "/usr");
        foreach (var name in new[] { "bin", "sbin", "lib", "lib64" }.Where(name => !IsLink("/" + name)))
        {
            yield return OciMount.ReadOnly("/" + name, "/" + name);
        }

        foreach (var name in s_configuration.Where(name => File.Exists("/etc/" + name) || Directory.Exists("/etc/" + name)))
        {
            yield return OciMount.ReadOnly("/etc/" + name, "/etc/" + name);
        }
    }

    private static void Make(string root)
    {
        foreach (var name in new[] { "app", "dev", "etc", "home", "mnt", "proc", "root", "run", "sys", "tmp", "usr", "var/lib", "var/log", ".sundog", ".sundog-unit" })
        {
            Directory.CreateDirectory(System.IO.Path.Combine(root, name));
        }

        File.CreateSymbolicLink(System.IO.Path.Combine(root, "var/run"), "/run");
        File.CreateSymbolicLink(System.IO.Path.Combine(root, "var/tmp"), "/tmp");
        foreach (var name in TopLevelLinks())
        {
            File.CreateSymbolicLink(System.IO.Path.Combine(root, name), "usr/" + name);
        }

        var etc = System.IO.Path.Combine(root, "etc");
        EtcDirectory.Write(etc, "profile", $"export PATH=\"${{PATH:-{Path}}}\"\nPS1='\\u@\\h:\\w\\$ '\n");
        File.CreateSymbolicLink(System.IO.Path.Combine(etc, "localtime"), "/usr/share/zoneinfo/Etc/UTC");
        File.CreateSymbolicLink(System.IO.Path.Combine(etc, "mtab"), "/proc/self/mounts");

        // Where the stock sv looks for services: Debian's place.
        File.CreateSymbolicLink(System.IO.Path.Combine(etc, "service"), "/run/service");
    }

    // Looked at each time: the host may have got one since.
    private static void MakePlaces(string etc)
    {
        foreach (var name in s_configuration.Concat(EtcDirectory.Files))
        {
            var (place, isDirectory) = (System.IO.Path.Combine(etc, name), Directory.Exists("/etc/" + name));
            if (isDirectory && !Directory.Exists(place))
            {
                Directory.CreateDirectory(place);
            }
            else if (!isDirectory && !File.Exists(place) && (File.Exists("/etc/" + name) || EtcDirectory.Files.Contains(name)))
            {
                File.WriteAllText(place, "");
            }
        }
    }

    private static IEnumerable<string> TopLevelLinks() =>
        new[] { "bin", "sbin", "lib", "lib32", "lib64", "libx32" }.Where(name => IsLink("/" + name) && Directory.Exists("/usr/" + name));

    private static bool IsLink(string path) => new DirectoryInfo(path).LinkTarget is not null;
}
