namespace Sundog.Deployments;

/// <summary>Whether an activity that runs is to end. From some step on it cannot any more: it goes on to its own end.</summary>
// Never disposed: whoever cancels may come at any time, and a source without a timer holds nothing.
#pragma warning disable CA1001
internal sealed class Cancellation
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _lock = new();
    private bool _isForbidden;

    /// <summary>Cancelled when it is to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether it is to end.</summary>
    public bool IsRequested => _source.IsCancellationRequested;

    /// <summary>Asks it to end.</summary>
    /// <returns>False when it cannot any more.</returns>
    public bool Request()
    {
        lock (_lock)
        {
            if (_isForbidden)
            {
                return false;
            }
        }

        _source.Cancel();
        return true;
    }

    /// <summary>From here on it cannot be cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was before.</exception>
    public void Forbid()
    {
        lock (_lock)
        {
            _isForbidden = true;
        }

        _source.Token.ThrowIfCancellationRequested();
    }
}
