using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Sundog.Routing;

/// <summary>How a body may be compressed.</summary>
internal enum Compression
{
    /// <summary><c>br</c>.</summary>
    Brotli,

    /// <summary><c>gzip</c>.</summary>
    Gzip,
}

/// <summary>Which encodings a client takes, and which types gain by them.</summary>
internal static class Compressions
{
    private static readonly HashSet<string> CompressedTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "text/html", "text/javascript", "application/javascript", "application/json", "application/pdf", "application/postscript",
        "image/svg+xml", "text/css", "text/csv", "text/plain", "text/xml", "application/xml",
    };

    /// <summary>Whether files of a type are compressed when they are sent.</summary>
    public static bool Compresses(string type) => CompressedTypes.Contains(type);

    /// <summary>What the client takes, best first; nothing when it asks for a part of the file.</summary>
    public static Compression[] Choose(IHeaderDictionary request, bool isRange)
    {
        if (isRange || !StringWithQualityHeaderValue.TryParseList(request.AcceptEncoding, out var accepted)) return [];

        bool Takes(string name) =>
            (accepted.FirstOrDefault(item => item.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? accepted.FirstOrDefault(item => item.Value == "*")) is { } item && item.Quality is not 0;

        return [.. new[] { Compression.Brotli, Compression.Gzip }.Where(compression => Takes(compression.Name()))];
    }

    /// <summary>The name in HTTP.</summary>
    public static string Name(this Compression compression) => compression == Compression.Brotli ? "br" : "gzip";

    /// <summary>The ending of a file that is compressed already.</summary>
    public static string Suffix(this Compression compression) => compression == Compression.Brotli ? ".br" : ".gz";

    /// <summary>A stream that compresses what is written to it; the target stays open.</summary>
    public static Stream Wrap(this Compression compression, Stream target) => compression == Compression.Brotli
        ? new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true)
        : new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
}
