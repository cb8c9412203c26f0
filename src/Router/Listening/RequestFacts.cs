using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sundog.Routing;

/// <summary>What is asked of a request in several places.</summary>
internal static class RequestFacts
{
    /// <summary>The target as it stands in the request line.</summary>
    public static string RawTarget(this HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;

    /// <summary>Who asks; an IPv4 address in its own form.</summary>
    public static IPAddress ClientAddress(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
