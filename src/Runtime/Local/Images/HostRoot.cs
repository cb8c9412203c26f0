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

    /// <summary>Makes the skeleton, once; each container's mounts hide what is below.</summary>
    public static string Prepare(StateDirectory state)
    {
        var root = state.HostRoot;
        if (Directory.Exists(root))
        {
            return root;
        }

        var making = root + ".new";
        if (Directory.Exists(making))
        {
            Directory.Delete(making, recursive: true);
        }

        foreach (var name in new[] { "app", "dev", "etc", "home", "mnt", "proc", "root", "run", "sys", "tmp", "usr", "var/lib", "var/log", ".sundog", ".sundog-unit" })
        {
            Directory.CreateDirectory(System.IO.Path.Combine(making, name));
        }

        File.CreateSymbolicLink(System.IO.Path.Combine(making, "var/run"), "/run");
        File.CreateSymbolicLink(System.IO.Path.Combine(making, "var/tmp"), "/tmp");
        foreach (var name in TopLevelLinks())
        {
            File.CreateSymbolicLink(System.IO.Path.Combine(making, name), "usr/" + name);
        }

        Directory.Move(making, root);
        return root;
    }

    /// <summary>The mounts that fill the skeleton.</summary>
    public static IEnumerable<OciMount> Mounts(string etc)
    {
        yield return OciMount.ReadOnly("/usr", "/usr");
        foreach (var name in new[] { "bin", "sbin", "lib", "lib64" }.Where(name => !IsLink("/" + name)))
        {
            yield return OciMount.ReadOnly("/" + name, "/" + name);
        }

        yield return OciMount.ReadOnly(etc, "/etc");
        foreach (var name in s_configuration.Where(name => File.Exists("/etc/" + name) || Directory.Exists("/etc/" + name)))
        {
            yield return OciMount.ReadOnly("/etc/" + name, "/etc/" + name);
        }
    }

    /// <summary>Makes the places in a generated <c>/etc</c> onto which the host's are mounted.</summary>
    public static void MakePlaces(string etc)
    {
        foreach (var name in s_configuration)
        {
            var place = System.IO.Path.Combine(etc, name);
            if (Directory.Exists("/etc/" + name))
            {
                Directory.CreateDirectory(place);
            }
            else if (File.Exists("/etc/" + name))
            {
                File.WriteAllText(place, "");
            }
        }
    }

    private static IEnumerable<string> TopLevelLinks() =>
        new[] { "bin", "sbin", "lib", "lib32", "lib64", "libx32" }.Where(name => IsLink("/" + name) && Directory.Exists("/usr/" + name));

    private static bool IsLink(string path) => new DirectoryInfo(path).LinkTarget is not null;
}
