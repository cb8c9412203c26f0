using System.Net;

namespace Sundog.Routing;

/// <summary>An instance with its pool of connections and the count of requests that it is answering.</summary>
internal sealed class Backend
{
    public Backend(IWebInstance instance)
    {
        Instance = instance;
        Connections = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (_, cancellation) => instance.ConnectAsync(cancellation),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            // Shorter than any application server keeps an idle connection, so that no request is sent into one that is just closing.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
            UseCookies = false,
            UseProxy = false,
        });
    }

    public IWebInstance Instance { get; }

    public HttpMessageInvoker Connections { get; }

    public IFileTree Files => Instance.Files ?? (IFileTree)GoneFiles.Instance;

    /// <summary>What the instance is at work on, open WebSockets too.</summary>
    public InFlight Requests { get; } = new();

    /// <summary>The requests that it has not answered yet.</summary>
    public InFlight Unanswered { get; } = new();

    /// <summary>Takes no more requests, and closes the connections after the last one.</summary>
    public void Retire()
    {
        if (Requests.IsClosed) return;
        Requests.Close();
        _ = Requests.WhenIdle().ContinueWith(_ => Connections.Dispose(), TaskScheduler.Default);
    }
}
