using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sundog.Routing;

/// <summary>A request's time at an instance, from its entry to its end. A WebSocket has its answer when it is open.</summary>
internal sealed class Turn : IDisposable
{
    private readonly Backend _backend;
    private int _isAnswered;

    private Turn(Backend backend) => _backend = backend;

    /// <summary>Begins; null when the instance takes no more requests.</summary>
    public static Turn? TryTake(HttpContext context, Backend backend)
    {
        if (!backend.Requests.TryEnter()) return null;
        _ = backend.Unanswered.TryEnter();
        var turn = new Turn(backend);
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols) turn.Answered();
                return Task.CompletedTask;
            });
        }

        return turn;
    }

    public void Dispose()
    {
        Answered();
        _backend.Requests.Leave();
    }

    private void Answered()
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) == 0) _backend.Unanswered.Leave();
    }
}
