using Sundog.Tests;

namespace Sundog.Runtime.Tests;

/// <summary>Images from a real registry.</summary>
public sealed class ImageTests : IAsyncLifetime
{
    private readonly Machine _machine = new();
    private Registry? _registry;

    private Registry Registry => _registry!;

    private string Image => Registry.Image;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Registry.IsAvailable, "needs Debian's docker-registry, skopeo, umoci and busybox-static");
        _registry = await Registry.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }

        await _machine.DisposeAsync();
    }

    [Fact]
    public async Task An_image_is_fetched_once_and_is_the_root_of_the_instances_that_name_it()
    {
        var log = await FetchAsync(Image);
        Assert.Contains(log, line => line.StartsWith("Fetching image", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("Copying blob", StringComparison.Ordinal));
        Assert.Empty(await FetchAsync(Image));
        await _machine.StartAsync(Machine.Instance("shop") with { Image = Image });
        Assert.Equal(["from the image"], await _machine.RunAsync("shop", "hello"));
        Assert.Equal(["along"], await _machine.RunAsync("shop", "echo $BROUGHT"));
        Assert.NotEqual(0, await _machine.ExitAsync("shop", "ls /usr/bin/perl"));
        Assert.NotEqual(0, await _machine.ExitAsync("shop", "echo x > /bin/x"));
        Assert.Equal(0, await _machine.ExitAsync("shop", "echo x > /tmp/x && cat /app/serve.pl /etc/hosts /run/config.json"));
    }

    [Fact]
    public async Task What_an_image_lets_its_own_user_read_its_instances_may_read_and_no_more()
    {
        await FetchAsync(Image);
        await _machine.StartAsync(Machine.Instance("shop") with { Image = Image });

        Assert.Equal(["of the server"], await _machine.RunAsync("shop", "cat /opt/server/settings"));
        Assert.NotEqual(0, await _machine.ExitAsync("shop", "ls /opt/root"));
        Assert.NotEqual(0, await _machine.ExitAsync("shop", "echo x > /opt/server/settings"));
    }

    [Fact]
    public async Task What_has_one_content_is_unpacked_once_under_however_many_names()
    {
        var digest = $"{Registry.Host}/small@{await DigestAsync()}";
        await Registry.TagAsync($"{Registry.Host}/other:2");
        foreach (var reference in new[] { Image, $"{Registry.Host}/other:2", digest })
        {
            await FetchAsync(reference);
        }

        Assert.Single(Unpacked());
        Assert.Equal([Image, $"{Registry.Host}/other:2"], _machine.Runtime.PruneImages([digest]).Order(StringComparer.Ordinal).Reverse());
        Assert.Single(Unpacked());
        Assert.Equal([digest], _machine.Runtime.PruneImages([]));
        Assert.Empty(Unpacked());
    }

    [Fact]
    public async Task An_image_that_no_deployment_uses_is_pruned()
    {
        await FetchAsync(Image);
        Assert.Empty(_machine.Runtime.PruneImages([Image]));
        Assert.Equal([Image], _machine.Runtime.PruneImages([]));
        Assert.Empty(Unpacked());
        await Assert.ThrowsAsync<RuntimeException>(() => _machine.StartAsync(Machine.Instance("shop") with { Image = Image }));
    }

    [Fact]
    public async Task What_is_not_what_its_digest_says_is_refused()
    {
        var blob = Directory.GetFiles(Path.Combine(Registry.Directory, "registry"), "data", SearchOption.AllDirectories).MaxBy(file => new FileInfo(file).Length)!;
        var bytes = await File.ReadAllBytesAsync(blob, TestContext.Current.CancellationToken);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(blob, bytes, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<RuntimeException>(() => FetchAsync(Image));
        Assert.Empty(Unpacked());
        Assert.Empty(Directory.GetDirectories(_machine.State.Images, "making*"));
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_told_in_the_registry_s_words()
    {
        var fault = await Assert.ThrowsAsync<RuntimeException>(() => FetchAsync(Image + "23"));
        Assert.Contains("manifest unknown", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_drops_connections_is_asked_again()
    {
        using var proxy = new FlakyProxy(Registry.Port, dropped: 3);
        await FetchAsync($"{proxy.Host}/small:1");
        Assert.Equal(0, proxy.Left);
        Assert.Single(Unpacked());
    }

    private async Task<IReadOnlyList<string>> FetchAsync(string reference)
    {
        var log = new List<string>();
        await _machine.Runtime.FetchAsync(reference, line => { lock (log) { log.Add(line); } }, TestContext.Current.CancellationToken);
        return log;
    }

    private async Task<string> DigestAsync()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, $"http://{Registry.Host}/v2/small/manifests/1");
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Docker-Content-Digest").Single();
    }

    private string[] Unpacked() => Directory.GetDirectories(_machine.State.Images, "sha256*");
}
