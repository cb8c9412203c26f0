using Sundog.Planning;
using Sundog.Routing;
using Sundog.Runtime;

namespace Sundog.Daemon;

/// <summary>Port 80 of a web instance that others have a relationship to: the application's own web server answers there, inside the instance's
/// network, which only their cables lead into. Opened again when the container was started again.</summary>
internal sealed class WebPort : IAsyncDisposable
{
    private const int Http = 80;

    // As long as requests that come in by routes have to end.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _work;

    private WebPort(IRuntime runtime, EnvironmentName environment, WebInstance instance) =>
        (Instance, _work) = (instance, KeepOpenAsync(runtime, environment, instance));

    /// <summary>Whose port it is.</summary>
    public WebInstance Instance { get; }

    /// <summary>Opens the port. Returns when it is open, or when the instance does not run now.</summary>
    public static async Task<WebPort> OpenAsync(IRuntime runtime, EnvironmentName environment, WebInstance instance)
    {
        var port = new WebPort(runtime, environment, instance);
        await port._opened.Task.ConfigureAwait(false);
        return port;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task KeepOpenAsync(IRuntime runtime, EnvironmentName environment, WebInstance instance)
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await using var listener = new InstanceListener(runtime.Listen(environment, instance.Place, Http), instance.Application, instance.Server, instance);
                _opened.TrySetResult();
                await Task.WhenAny(runtime.WaitEndAsync(environment, instance.Place), Task.Delay(Timeout.Infinite, _ending.Token)).ConfigureAwait(false);
                await listener.StopAsync(_ending.IsCancellationRequested ? s_patience : TimeSpan.Zero).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                // It does not run now, or the one before has not let go of the port yet.
            }

            _opened.TrySetResult();
            await Task.WhenAny(Task.Delay(s_pause, _ending.Token)).ConfigureAwait(false);
        }
    }
}
