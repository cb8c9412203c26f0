namespace Sundog.Runtime.Tests;

/// <summary>Waits on conditions.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    /// <summary>Returns when the condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_bound);
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
