using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Sundog.Routing;

/// <summary>Passes requests on by HTTP/1.1, streams and WebSockets included.</summary>
internal static class Forwarding
{
    /// <summary>What the framework's parts find their own parts in.</summary>
    public static IServiceProvider Services { get; } = new ServiceCollection().AddLogging().AddHttpForwarder().BuildServiceProvider();

    private static readonly IHttpForwarder Forwarder = Services.GetRequiredService<IHttpForwarder>();

    private static readonly ForwarderRequestConfig Config = new()
    {
        // Nothing moves in either direction for so long: a long poll may wait for hours, a dead peer must not stay for ever.
        ActivityTimeout = TimeSpan.FromHours(1),
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Asks an instance's application for a path and query.</summary>
    public static Task<Exception?> ToInstanceAsync(HttpContext context, Backend backend, string target) =>
        SendAsync(context, backend.Connections, "http://instance", target, host: null);

    /// <summary>Asks a server outside of the project.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connections">The connections to it.</param>
    /// <param name="origin">Scheme and authority: <c>https://example.com</c>.</param>
    /// <param name="target">Path and query.</param>
    public static Task<Exception?> ToOutsideAsync(HttpContext context, HttpMessageInvoker connections, string origin, string target) =>
        SendAsync(context, connections, origin, target, origin[(origin.IndexOf("://", StringComparison.Ordinal) + 3)..]);

    /// <summary>What went wrong, or null. A client that went away is nobody's fault.</summary>
    private static async Task<Exception?> SendAsync(HttpContext context, HttpMessageInvoker connections, string origin, string target, string? host)
    {
        var error = await Forwarder.SendAsync(context, origin, connections, Config, new Target(new Uri(origin + target, Verbatim), host));
        if (error is ForwarderError.None || context.RequestAborted.IsCancellationRequested) return null;
        return context.GetForwarderErrorFeature()?.Exception ?? new IOException(error.ToString());
    }

    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private sealed class Target(Uri uri, string? host) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext context, HttpRequestMessage request, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(context, request, destinationPrefix, cancellationToken);
            request.RequestUri = uri;
            request.Headers.Host = host ?? context.Request.Host.Value;
            // The client has been told to continue by now.
            request.Headers.ExpectContinue = null;
        }
    }
}
