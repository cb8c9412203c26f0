using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sundog.Runtime.Local;

/// <summary>The OCI images on this machine: fetched by skopeo, which compares every blob with its digest, and unpacked once by umoci into a
/// directory named by the image's own digest. A directory is there whole or not at all, and never changes.</summary>
internal sealed partial class ImageStore(StateDirectory state) : IDisposable
{
    private const int Attempts = 5;

    // What a registry says that wants to know who asks.
    private static readonly string[] s_locked = ["unauthorized", "authentication required", "denied"];

    // What one says that will say the same again.
    private static readonly string[] s_final = ["manifest unknown", "name unknown", .. s_locked, "no such host"];

    private readonly SemaphoreSlim _turn = new(1);

    private string References => Path.Combine(state.Images, "references");

    /// <summary>The image that a reference was last fetched as; null when it never was.</summary>
    public UnpackedImage? Find(string reference) =>
        File.Exists(ReferenceFile(reference)) ? UnpackedImage.Open(Path.Combine(state.Images, File.ReadLines(ReferenceFile(reference)).First())) : null;

    /// <summary>Fetches an image that is not there.</summary>
    /// <param name="reference"><c>REGISTRY/NAME:TAG</c> or <c>REGISTRY/NAME@sha256:DIGEST</c>.</param>
    /// <param name="output">Gets what happens, line by line.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RuntimeException">It cannot be had; the message has the registry's own words.</exception>
    public async Task FetchAsync(string reference, Action<string> output, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Find(reference) is null)
            {
                output($"Fetching image {reference}");
                await FetchAsync(reference, Path.Combine(state.Images, $"making-{Guid.NewGuid():N}"), output, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Deletes the images that no kept reference leads to, and what fetches left that were cut off.</summary>
    /// <returns>The references that are gone.</returns>
    public IReadOnlyList<string> Prune(IEnumerable<string> kept)
    {
        if (!Directory.Exists(References))
        {
            return [];
        }

        var keptFiles = kept.Select(ReferenceFile).ToHashSet();
        var gone = new List<string>();
        foreach (var file in Directory.GetFiles(References).Where(file => !keptFiles.Contains(file)))
        {
            gone.Add(File.ReadLines(file).ElementAt(1));
            File.Delete(file);
        }

        var directories = Directory.GetFiles(References).Select(file => File.ReadLines(file).First()).Append("references").ToHashSet();
        foreach (var directory in Directory.GetDirectories(state.Images).Where(directory => !directories.Contains(Path.GetFileName(directory))))
        {
            Trees.Delete(directory);
        }

        return gone;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task FetchAsync(string reference, string making, Action<string> output, CancellationToken cancellation)
    {
        Directory.CreateDirectory(making);
        try
        {
            var layout = Path.Combine(making, "layout");
            await CopyAsync(reference, layout, output, cancellation).ConfigureAwait(false);
            var digest = ManifestDigest(layout);
            var image = Path.Combine(state.Images, digest.Replace(':', '-'));
            if (!Directory.Exists(image))
            {
                output($"Unpacking image {reference} ({digest[..19]})");
                var bundle = Path.Combine(making, "bundle");
                await Tool.RunAsync("umoci", ["unpack", "--image", layout + ":image", bundle], cancellation: cancellation).ConfigureAwait(false);
                await UnpackedImage.ShareAsync(bundle, cancellation).ConfigureAwait(false);
                UnpackedImage.MakePlaces(Path.Combine(bundle, "rootfs"));
                Directory.Delete(layout, recursive: true);
                File.SetUnixFileMode(bundle, (UnixFileMode)0b111_001_001);
                Trees.Flush(bundle);
                Directory.Move(bundle, image);
            }

            Directory.CreateDirectory(References);
            var file = ReferenceFile(reference);
            await File.WriteAllTextAsync(file + ".new", $"{Path.GetFileName(image)}\n{reference}\n", cancellation).ConfigureAwait(false);
            File.Move(file + ".new", file, overwrite: true);
        }
        finally
        {
            Trees.Delete(making);
        }
    }

    private static async Task CopyAsync(string reference, string layout, Action<string> output, CancellationToken cancellation)
    {
        // Only this machine's own registries may speak without TLS.
        var plain = LoopbackRegistry().IsMatch(reference);
        string[] arguments =
        [
            "copy", .. plain ? ["--src-tls-verify=false"] : Array.Empty<string>(), "docker://" + reference, $"oci:{layout}:image",
        ];
        for (var attempt = 1; ; attempt++)
        {
            var last = "";
            void Say(string line)
            {
                // Why it failed is said once, with what becomes of it.
                var failure = Failure().Match(line);
                last = failure.Success ? failure.Groups[1].Value.Replace("\\\"", "\"", StringComparison.Ordinal) : line;
                if (!failure.Success)
                {
                    output("  " + line);
                }
            }

            var code = await Tool.StreamAsync("skopeo", arguments, Say, cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (code == 0)
            {
                return;
            }

            bool Says(string word) => last.Contains(word, StringComparison.Ordinal);
            if (attempt == Attempts || s_final.Any(Says))
            {
                throw new RuntimeException($"the image {reference} cannot be fetched: {last}{(s_locked.Any(Says) ? $"; `skopeo login {RegistryOf(reference)}`, as root, lets it in" : "")}");
            }

            // What came whole is not asked for again.
            output($"  Asking again, {Attempts - attempt} times at most: {last}");
            await Task.Delay(TimeSpan.FromSeconds(1 << (attempt - 1)), cancellation).ConfigureAwait(false);
        }
    }

    // The layout holds one image, whose digest covers its configuration and every layer.
    private static string ManifestDigest(string layout)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(layout, "index.json")));
        var digest = index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString()!;
        var manifest = Path.Combine(layout, "blobs", digest.Replace(':', '/'));
        var actual = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(manifest)));
        return actual == digest ? digest : throw new RuntimeException($"the image's manifest has the digest {actual}, not {digest}");
    }

    private string ReferenceFile(string reference) =>
        Path.Combine(References, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference)))[..32]);

    // As the usual programs read it: a first part with neither dot nor port is no registry.
    private static string RegistryOf(string reference) =>
        reference.Split('/') is [var first, _, ..] && first.AsSpan().ContainsAny('.', ':') ? first : "docker.io";

    // A line of skopeo's log.
    [GeneratedRegex("""^time="[^"]*" level=(?:fatal|error) msg="((?:\\.|[^"\\])*)"$""", RegexOptions.CultureInvariant)]
    private static partial Regex Failure();

    [GeneratedRegex(@"^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/", RegexOptions.CultureInvariant)]
    private static partial Regex LoopbackRegistry();
}
