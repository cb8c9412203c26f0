using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Routing;
using Sundog.Runtime;

namespace Sundog.Daemon;

/// <summary>A web instance as the router sees it.</summary>
internal sealed class WebInstance(IRuntime runtime, EnvironmentName environment, InstancePlan plan, WebServer server) : IWebInstance, IAsyncDisposable
{
    private readonly Lock _lock = new();

    // Stays what it is when another one takes over from it: requests that have begun go on here.
    private readonly InstanceName _place = runtime.Current(environment, plan.Name);
    private readonly Task _ended = runtime.WaitEndAsync(environment, runtime.Current(environment, plan.Name));
    private readonly LineLog? _accessLog = Open(runtime, environment, plan.Name, "access");
    private readonly LineLog? _errorLog = Open(runtime, environment, plan.Name, "error");
    private RootedFiles? _files;

    /// <summary>The application.</summary>
    public string Application => plan.Application!;

    /// <summary>The one that is meant, whoever is current.</summary>
    public InstanceName Place => _place;

    /// <summary>Completes when the container has ended that ran at first.</summary>
    public Task Ended => _ended;

    /// <summary>How it is served.</summary>
    public WebServer Server => server;

    public string Name => plan.Name.ToString();

    public string Address => server.SocketFamily == "unix" ? $"the socket {PlatformVariables.Socket}" : $"port {PlatformVariables.Port}";

    /// <summary>Whether it stands for what an instance runs as now, served so.</summary>
    public bool IsStill(InstancePlan instance, WebServer servedSo) =>
        _place == runtime.Current(environment, instance.Name) && !_ended.IsCompleted && server == servedSo;

    /// <summary>The files as the instance itself sees them: its own root, with its mounts. A container that was started again has another.</summary>
    public RootedFiles? Files
    {
        get
        {
            lock (_lock)
            {
                if (_files is null && runtime.RootOf(environment, _place) is { } root)
                {
                    _files = RootedFiles.Open(root);
                    _ = runtime.WaitEndAsync(environment, _place).ContinueWith(_ => CloseFiles(), TaskScheduler.Default);
                }

                return _files;
            }
        }
    }

    public LineLog? AccessLog => _accessLog;

    public LineLog? ErrorLog => _errorLog;

    public ValueTask<Stream> ConnectAsync(CancellationToken cancellation) =>
        runtime.ConnectAsync(environment, _place, server.SocketFamily == "unix" ? null : PlatformVariables.Port, cancellation);

    public async ValueTask DisposeAsync()
    {
        CloseFiles();
        if (_accessLog is not null)
        {
            await _accessLog.DisposeAsync().ConfigureAwait(false);
        }

        if (_errorLog is not null)
        {
            await _errorLog.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void CloseFiles()
    {
        lock (_lock)
        {
            _files?.Dispose();
            _files = null;
        }
    }

    private static LineLog? Open(IRuntime runtime, EnvironmentName environment, InstanceName instance, string name) =>
        runtime.AppendLog(environment, instance, name) is { } file ? new LineLog(file) : null;
}
