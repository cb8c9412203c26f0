using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>Says what went wrong between the server and an instance's command.</summary>
internal static class UpstreamFault
{
    /// <summary>A status and a sentence.</summary>
    public static (int Status, string Why) Explain(Exception fault, LocationTable locations, IWebInstance instance)
    {
        var (upstream, see) = (locations.Upstream, $"see {locations.Logs}");
        return Causes(fault).OfType<BadHttpRequestException>().FirstOrDefault() is { } bad ? (bad.StatusCode, bad.Message) : fault switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } or SocketException or FileNotFoundException =>
                (502, $"{upstream} does not listen on {instance.Address} yet; {see}"),
            TimeoutException or TaskCanceledException => (504, $"{upstream} has not answered in time; {see}"),
            _ => (502, $"{upstream} broke off the connection before it had answered; {see}"),
        };
    }

    /// <summary>The fault and everything that it was caused by: reading the request and passing it on may fail together.</summary>
    private static IEnumerable<Exception> Causes(Exception? fault) => fault switch
    {
        null => [],
        AggregateException several => several.InnerExceptions.SelectMany(Causes),
        _ => Causes(fault.InnerException).Prepend(fault),
    };
}
