using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>The cache of the routes: answers what it has, keeps what it may, and says so in <c>X-Platform-Cache</c>.</summary>
internal sealed class RouteCaching(TimeProvider time)
{
    /// <summary>Says what the cache did.</summary>
    public const string Header = "X-Platform-Cache";

    private readonly ResponseStore _store = new(time);

    /// <summary>Sends what is kept; false when there is nothing fresh.</summary>
    public async Task<bool> TrySendAsync(HttpContext context, string? key)
    {
        if (key is null || _store.Find(key, context.Request) is not { } stored || stored.FreshUntil <= time.GetUtcNow()) return false;
        await stored.SendAsync(context, time.GetUtcNow());
        return true;
    }

    /// <summary>Has a request answered and keeps the answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="terms">The route's settings.</param>
    /// <param name="key">The request's key; null: it passes the cache by.</param>
    /// <param name="answer">Answers it.</param>
    public async Task KeepAsync(HttpContext context, CacheTerms terms, string? key, Func<Task<Answer>> answer)
    {
        var response = context.Response;
        var isConfirmed = false;
        response.OnStarting(() =>
        {
            if (!isConfirmed) response.Headers[Header] = key is null || response.Headers.SetCookie.Count > 0 ? "BYPASS" : "MISS";
            return Task.CompletedTask;
        });
        if (key is null || !HttpMethods.IsGet(context.Request.Method))
        {
            await answer();
            return;
        }

        var stale = _store.Find(key, context.Request);
        if (stale?.TryAskAgain(context.Request.Headers) == false) stale = null;

        // Who answers is known only afterwards: the longest time that either could be given decides whether a copy is made.
        var client = response.Body;
        var copy = new CapturingStream(client, () => Freshness.Of(response, terms.DefaultTtl, time.GetUtcNow()) > TimeSpan.Zero, ResponseStore.MaxBody);
        response.Body = copy;
        var by = await answer();
        response.Body = client;
        if (by == Answer.Server || context.RequestAborted.IsCancellationRequested) return;

        var now = time.GetUtcNow();
        var lifetime = Freshness.Of(response, by == Answer.Application ? terms.DefaultTtl : TimeSpan.Zero, now);
        if (stale is not null && response.StatusCode == StatusCodes.Status304NotModified && !response.HasStarted)
        {
            isConfirmed = true;
            if (response.Headers.CacheControl.Count == 0) lifetime = stale.FreshUntil - stale.Stored;
            var confirmed = stale.Confirmed(response, now, lifetime);
            _store.Add(key, context.Request, confirmed);
            context.Request.Headers.IfNoneMatch = default;
            context.Request.Headers.IfModifiedSince = default;
            await confirmed.SendAsync(context, now);
            return;
        }

        if (lifetime <= TimeSpan.Zero || copy.Captured is not { } body) return;
        if (response.ContentLength is { } length && length != body.Length) return;
        if (response.StatusCode != StatusCodes.Status304NotModified) _store.Add(key, context.Request, StoredResponse.Of(response, body, now, lifetime));
    }
}
