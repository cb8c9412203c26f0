using System.Security.Cryptography;
using System.Text;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Where everything lies on this machine. Only root may enter the two roots, so what lies below needs no further walls.</summary>
/// <param name="Root">What outlives a reboot: <c>/var/lib/sundog</c>.</param>
/// <param name="Transient">What does not: <c>/run/sundog</c>.</param>
public sealed record StateDirectory(string Root, string Transient)
{
    private const string Usual = "/var/lib/sundog";

    /// <summary>The machine's own; <c>SUNDOG_STATE</c> and <c>SUNDOG_RUN</c> point elsewhere.</summary>
    public static StateDirectory OfThisMachine { get; } = new(
        System.Environment.GetEnvironmentVariable("SUNDOG_STATE") ?? Usual,
        System.Environment.GetEnvironmentVariable("SUNDOG_RUN") ?? "/run/sundog");

    /// <summary>The database.</summary>
    public string Database => Path.Combine(Root, "sundog.db");

    /// <summary>The socket on which the daemon listens.</summary>
    public string Socket => Path.Combine(Transient, "sundog.sock");

    /// <summary>Held by the daemon as long as it lives.</summary>
    public string Lock => Path.Combine(Transient, "daemon.lock");

    /// <summary>The results of builds.</summary>
    public string Builds => Path.Combine(Root, "builds");

    /// <summary>The directories kept between the builds of a project.</summary>
    public string BuildCache(string project) => Path.Combine(Root, "cache", project);

    /// <summary>What all that is run from here is called by where the machine has one name space for everybody: cgroups, tables of rules.</summary>
    public string Scope => Root == Usual ? "sundog" : "sundog-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..8];

    /// <summary>The images that were pulled.</summary>
    public string Images => Path.Combine(Root, "images");

    /// <summary>The user's own choice of images by type, if there is one.</summary>
    public string ImagesFile => Path.Combine(Root, "images.json");

    internal string DiskTemplate(string kind) => Path.Combine(Root, $"disk-{kind}.ext4");

    internal string Scratch => Path.Combine(Root, "scratch");

    internal string HostRoot => Path.Combine(Root, "host");

    internal string OciRoot => Path.Combine(Transient, "oci");

    internal string Environment(EnvironmentName environment) => Path.Combine(Root, "environments", environment.ToString());

    internal string Instance(EnvironmentName environment, InstanceName instance) =>
        Path.Combine(Environment(environment), "instances", Places.Label(instance));

    internal string PlacesOf(EnvironmentName environment) => Path.Combine(Environment(environment), "places");

    internal string Place(EnvironmentName environment, InstanceName instance) => Path.Combine(PlacesOf(environment), instance.ToString());

    internal string Logs(EnvironmentName environment, InstanceName instance) =>
        Path.Combine(Environment(environment), "logs", instance.ToString());

    internal string Volume(EnvironmentName environment, VolumeName volume) =>
        volume.Owner is "" or "." or ".." || volume.Owner.Contains('/', StringComparison.Ordinal)
            ? throw new RuntimeException($"a volume cannot be called {volume.Owner}")
            : Path.Combine(Environment(environment), "volumes", volume.Source.ToString().ToLowerInvariant(), volume.Owner);

    /// <summary>Makes the two roots.</summary>
    public void Create()
    {
        const UnixFileMode OnlyRoot = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(Root, OnlyRoot);
        Directory.CreateDirectory(Transient, OnlyRoot);
    }
}
