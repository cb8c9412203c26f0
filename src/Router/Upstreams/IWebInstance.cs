namespace Sundog.Routing;

/// <summary>One running instance that answers HTTP (or FastCGI) requests: the web instance of an application, or a service that a route
/// names. The router compares instances by reference: an instance that runs anew after a deployment is another object.</summary>
public interface IWebInstance
{
    /// <summary>Its name, distinct among the instances of its upstream and the same after a restart: <c>myapp.0</c>.</summary>
    string Name { get; }

    /// <summary>Where its command is expected to listen, as a person is told: <c>port 8888</c>, <c>the socket /run/app.sock</c>.</summary>
    string Address { get; }

    /// <summary>Its files; null while it does not run, or when it has none that are served, as a service. The instance's owner closes them;
    /// a request that needs them afterwards gets 503.</summary>
    RootedFiles? Files { get; }

    /// <summary>Where its requests are noted; null: nowhere.</summary>
    LineLog? AccessLog { get; }

    /// <summary>Where failed requests are noted; null: nowhere.</summary>
    LineLog? ErrorLog { get; }

    /// <summary>Opens a connection to its command. The caller closes the stream.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody listens there.</exception>
    ValueTask<Stream> ConnectAsync(CancellationToken cancellation);
}
