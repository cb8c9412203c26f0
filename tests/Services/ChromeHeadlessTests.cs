using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class ChromeHeadlessTests
{
    [Fact]
    public async Task A_client_opens_a_page_over_a_cable()
    {
        using var volume = new Volume();
        var plan = Plan("chrome-headless:120");
        Assert.Equal(("http", 9222, true), (plan.EndpointOf(null)!.Name, plan.EndpointOf(null)!.Port, plan.EndpointOf(null)!.AddressOnly));
        await using var box = await ServiceBox.StartAsync(plan, volume);
        Assert.Contains("webSocketDebuggerUrl", await box.RunAsync("curl", "-s", $"http://{ServiceBox.Address}:9222/json/version"));
        Assert.Contains("\"type\": \"page\"", await box.RunAsync("curl", "-s", "-X", "PUT", $"http://{ServiceBox.Address}:9222/json/new?data:text/html,<title>tea</title>"));
        for (var list = ""; !list.Contains("\"title\": \"tea\"", StringComparison.Ordinal);)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            list = await box.RunAsync("curl", "-s", $"http://{ServiceBox.Address}:9222/json/list");
        }

        Assert.Equal(0, await box.StopAsync());
    }
}
