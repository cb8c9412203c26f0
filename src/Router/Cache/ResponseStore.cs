using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;

namespace Sundog.Routing;

/// <summary>The answers that are kept, in memory and within a bound. An answer whose <c>Vary</c> names headers is found only by
/// requests that have the same ones.</summary>
#pragma warning disable CA1001 // MemoryCache has no thread, timer or handle of its own: a store that is out of use is garbage like any other
internal sealed class ResponseStore(TimeProvider time)
#pragma warning restore CA1001
{
    /// <summary>A longer body is not kept.</summary>
    public const int MaxBody = 1 << 20;

    private const int MaxSize = 32 << 20;

    /// <summary>What an entry costs beside its body and key, roughly.</summary>
    private const int Overhead = 2048;

    /// <summary>How long an answer is kept after its time, for it may be good for longer.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = MaxSize });

    /// <summary>The answer that is kept for a request, fresh or not; null when there is none.</summary>
    public StoredResponse? Find(string key, HttpRequest request) =>
        _entries.TryGetValue(key, out string[]? varying) && _entries.TryGetValue(Variant(key, varying!, request), out StoredResponse? stored) ? stored : null;

    /// <summary>Keeps an answer.</summary>
    public void Add(string key, HttpRequest request, StoredResponse response)
    {
        var kept = response.FreshUntil - time.GetUtcNow() + Stale;
        var varying = response.Varying;
        Keep(key, varying, key.Length, kept);
        var variant = Variant(key, varying, request);
        Keep(variant, response, variant.Length + response.Body.Length, kept);
    }

    private void Keep<T>(string key, T value, int size, TimeSpan lifetime) =>
        _entries.Set(key, value, new MemoryCacheEntryOptions { Size = size + Overhead, AbsoluteExpirationRelativeToNow = lifetime });

    private static string Variant(string key, string[] varying, HttpRequest request) =>
        $"{key}\n\n{string.Join('\n', varying.Select(name => $"{name}={request.Headers[name]}"))}";
}
