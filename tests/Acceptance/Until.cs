using System.Diagnostics;

namespace Sundog.Acceptance.Tests;

/// <summary>Waits for conditions of which nothing tells.</summary>
internal static class Until
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, $"waited {s_patience.TotalSeconds} s in vain for {what}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
