using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sundog.Tests;

/// <summary>A real registry on the loopback, with a small image made here: busybox, and a program that says where it is from.</summary>
internal sealed class Registry : IAsyncDisposable
{
    public const string User = "ada", Password = "open sesame";

    // The password above, as htpasswd -B writes it.
    private const string Hash = "$2a$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW";

    private readonly int _port = FreePort();
    private readonly string? _credentials;
    private Process? _process;

    private Registry(bool isPrivate) => _credentials = isPrivate ? $"{User}:{Password}" : null;

    public static bool IsAvailable { get; } =
        new[] { "docker-registry", "skopeo", "umoci", "busybox" }.All(program => File.Exists("/usr/bin/" + program));

    /// <summary>Where the registry keeps its files.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("sundog-registry-").FullName;

    public int Port => _port;

    public string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    public string Image => $"{Host}/small:1";

    public static async Task<Registry> StartAsync(bool isPrivate = false)
    {
        var registry = new Registry(isPrivate);
        await registry.ServeAsync();
        await registry.PushAsync();
        return registry;
    }

    /// <summary>The text of a credential file with which the registry lets in.</summary>
    public string Credentials =>
        $$"""{"auths": {"{{Host}}": {"auth": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}}"} } }""";

    /// <summary>Gives the image another name.</summary>
    public Task TagAsync(string image) => RunAsync($"skopeo copy --src-tls-verify=false --dest-tls-verify=false docker://{Image} docker://{image}");

    /// <summary>In such an image a file with its name, which this machine does not have.</summary>
    public const string Mark = "/usr/share/from-image";

    /// <summary>Makes an image of one layer of a root file system in a tar archive.</summary>
    /// <returns>Its reference.</returns>
    public async Task<string> PushAsync(string archive, string name)
    {
        await RunAsync($$"""
            set -e
            cd {{Directory}}
            umoci new --image oci:{{name}}
            umoci unpack --image oci:{{name}} {{name}}
            tar -xf {{archive}} -C {{name}}/rootfs
            echo {{name}} > {{name}}/rootfs{{Mark}}
            umoci repack --image oci:{{name}} {{name}}
            skopeo copy --dest-tls-verify=false oci:oci:{{name}} docker://{{Host}}/{{name}}:1
            """);
        return $"{Host}/{name}:1";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        var configuration = Path.Combine(Directory, "registry.yml");
        await File.WriteAllTextAsync(Path.Combine(Directory, "htpasswd"), $"{User}:{Hash}\n");
        await File.WriteAllTextAsync(configuration, $$"""
            version: 0.1
            storage: { filesystem: { rootdirectory: {{Directory}}/registry } }
            http: { addr: "{{Host}}" }
            {{(_credentials is null ? "" : $"auth: {{ htpasswd: {{ realm: test, path: {Directory}/htpasswd }} }}")}}
            """);
        _process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true });
        _process!.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    private Task PushAsync() => RunAsync($$"""
        set -e
        cd {{Directory}}
        umoci init --layout oci
        umoci new --image oci:1
        umoci unpack --image oci:1 bundle
        mkdir -p bundle/rootfs/bin bundle/rootfs/opt/bin
        cp /usr/bin/busybox bundle/rootfs/bin/
        for name in sh sleep cat ls id stat env mkdir rm; do ln -s busybox bundle/rootfs/bin/$name; done
        printf '#!/bin/sh\necho from the image\n' > bundle/rootfs/opt/bin/hello
        chmod 755 bundle/rootfs/opt/bin/hello
        mkdir -p bundle/rootfs/opt/server bundle/rootfs/opt/root
        echo of the server > bundle/rootfs/opt/server/settings
        chmod 700 bundle/rootfs/opt/server bundle/rootfs/opt/root
        chmod 600 bundle/rootfs/opt/server/settings
        chown -R 1000:1000 bundle/rootfs/opt/server
        umoci repack --image oci:1 bundle
        umoci config --image oci:1 --config.env PATH=/bin:/opt/bin --config.env BROUGHT=along --config.user 1000
        for i in 1 2 3 4 5 6 7 8 9 10; do
            skopeo copy --dest-tls-verify=false {{(_credentials is null ? "" : $"--dest-creds '{_credentials}'")}} oci:oci:1 docker://{{Image}} && exit 0
            sleep 0.2
        done
        exit 1
        """);

    private static async Task RunAsync(string text)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", text]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
    }
}
