using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Sundog.Configuration;

namespace Sundog.Routing.Tests;

/// <summary>An instance whose command listens on a loopback port or a Unix socket and whose files are a directory.</summary>
internal sealed class TestInstance(string name, EndPoint endpoint, RootedFiles? files = null) : IWebInstance
{
    public string Name => name;

    public string Address => endpoint is IPEndPoint { Port: var port } ? $"port {port}" : $"the socket {endpoint}";

    public RootedFiles? Files => files;

    public LineLog? AccessLog { get; init; }

    public LineLog? ErrorLog { get; init; }

    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = endpoint is IPEndPoint
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endpoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A router in front of instances, and a client in front of the router.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    private Site(RouterOptions options)
    {
        Router = new Router(options);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
    }

    public Router Router { get; }

    public HttpClient Client { get; }

    public static async Task<Site> StartAsync(RouterOptions? options = null)
    {
        var site = new Site(options ?? new RouterOptions());
        await site.Router.StartAsync(new IPEndPoint(IPAddress.Loopback, 0));
        site.Client.BaseAddress = new Uri($"http://{site.Router.Endpoint}");
        return site;
    }

    /// <summary>One application <c>app</c> behind the default route.</summary>
    public static async Task<Site> StartAsync(IWebInstance instance, params WebLocation[] locations)
    {
        var site = await StartAsync();
        site.Update("http", locations, instance);
        return site;
    }

    public void Update(string protocol, WebLocation[] locations, params IWebInstance[] instances) =>
        Update([new Route { OriginalUrl = "https://{default}/", Type = "upstream", Upstream = "app", Primary = true }], protocol, locations, instances);

    public void Update(Sequence<Route> routes, string protocol, WebLocation[] locations, params IWebInstance[] instances)
    {
        var application = new Application
        {
            Name = "app",
            Type = new ImageType("python", "3.13"),
            HasWeb = true,
            Web = new InstanceDefinition { Application = "app" },
            WebServer = new WebServer("tcp", protocol, locations.ToMap(location => location.Path, location => location)),
        };
        var project = new ProjectConfiguration(new([new("app", application)]), Map<Service>.Empty, routes);
        Router.Update(
            RoutingTable.From(project, Router.Endpoint!.Port),
            new Dictionary<string, IReadOnlyList<IWebInstance>> { ["app"] = instances });
    }

    /// <summary>An address that the client does not tidy up.</summary>
    public Uri Verbatim(string path) =>
        new(Client.BaseAddress + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>Starts an application of a few lines on a free port.</summary>
    public TestInstance Application(RequestDelegate answer, string name = "app.0", RootedFiles? files = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endpoint = socket.LocalEndPoint!;
        _owned.Add(WebListener.Start([socket], answer));
        return new TestInstance(name, endpoint, files);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Router.DisposeAsync();
        foreach (var owned in _owned) await owned.DisposeAsync();
    }
}

/// <summary>A directory that stands for an instance's root, with the application below <c>/app</c>.</summary>
internal sealed class Root : IDisposable
{
    public Root()
    {
        Directory.CreateDirectory(App);
        Files = RootedFiles.Open(Path);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("sundog-router-").FullName;

    public string App => System.IO.Path.Combine(Path, "app");

    public RootedFiles Files { get; }

    /// <summary>Nobody listens behind it.</summary>
    public TestInstance Instance => new("app.0", new IPEndPoint(IPAddress.Loopback, 1), Files);

    public Root With(string path, string content)
    {
        var file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return this;
    }

    public void Dispose()
    {
        Files.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
