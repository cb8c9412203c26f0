using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>The gate in front of an environment. While it is closed, requests that may be repeated wait; the others are turned away.</summary>
internal sealed class HoldGate(TimeSpan patience, TimeProvider time)
{
    private TaskCompletionSource? _closed;

    public void Close() =>
        Interlocked.CompareExchange(ref _closed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    public bool IsClosed => Volatile.Read(ref _closed) is not null;

    public void Open() => Interlocked.Exchange(ref _closed, null)?.SetResult();

    /// <summary>Waits until the gate is open; false when the request cannot wait, or not longer.</summary>
    public async ValueTask<bool> PassAsync(string method, CancellationToken cancellation)
    {
        var arrived = time.GetTimestamp();
        while (Volatile.Read(ref _closed) is { } closed)
        {
            var left = patience - time.GetElapsedTime(arrived);
            if (!IsIdempotent(method) || left <= TimeSpan.Zero) return false;
            try
            {
                await closed.Task.WaitAsync(left, time, cancellation);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIdempotent(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsOptions(method);
}
