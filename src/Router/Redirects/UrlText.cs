using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>Text for URLs.</summary>
internal static class UrlText
{
    /// <summary>A decoded path, or a part of one, as it is written in a URL.</summary>
    public static string Encode(string path) => new PathString("/" + path).ToUriComponent()[1..];

    /// <summary>A URL of the file as a header takes it: whatever is not visible ASCII is encoded, everything else stays.</summary>
    public static string ToAscii(string url) => !url.AsSpan().ContainsAnyExceptInRange('!', '~')
        ? url
        : string.Concat(Encoding.UTF8.GetBytes(url).Select(value => value is > 0x20 and < 0x7f ? ((char)value).ToString() : $"%{value:X2}"));
}
