namespace Sundog.Acceptance.Tests;

/// <summary>The example of three instances, up: one for all tests that leave it as it was.</summary>
public sealed class ThreeInstances : IAsyncLifetime
{
    private readonly Machine _machine = new();

    internal Project Project { get; private set; } = null!;

    internal Outcome Up { get; private set; } = null!;

    internal HttpClient Page { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Project = await Project.CopyAsync(_machine, "three-instances");
        Up = await Project.UpAsync();
        Page = new HttpClient { BaseAddress = Project.Url(Up) };
    }

    public async ValueTask DisposeAsync()
    {
        await Project.DownAsync(volumes: true);
        Page.Dispose();
        await _machine.DisposeAsync();
    }

    /// <summary>Orders something on the page and waits until the page shows that both workers have done their part.</summary>
    /// <returns>The page.</returns>
    internal async Task<string> OrderAsync(string item, byte[]? picture = null)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(item), "item" },
            { new StringContent("Ada"), "customer" },
        };
        if (picture is not null)
        {
            form.Add(new ByteArrayContent(picture), "picture", "photo.png");
        }

        using var answer = await Page.PostAsync("orders", form, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        var page = "";
        await Until.TrueAsync(
            async () => Order(page = await Page.GetStringAsync("", TestContext.Current.CancellationToken), item) is { } order && order.Contains("letter written by"),
            $"both workers to do their part for {item}");
        return Order(page, item)!;
    }

    private static string? Order(string page, string item) =>
        page.Split("<li>").FirstOrDefault(part => part.Contains($">{item} <small>", StringComparison.Ordinal));
}

[CollectionDefinition(nameof(ThreeInstances))]
public sealed class ThreeInstancesCollection : ICollectionFixture<ThreeInstances>;
