namespace Sundog.Routing;

/// <summary>Counts what is under way, so that an end can be waited for.</summary>
internal sealed class InFlight
{
    private readonly Lock _sync = new();
    private int _count;
    private TaskCompletionSource? _idle;
    private bool _isClosed;

    /// <summary>Whether nothing enters any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_sync) return _isClosed;
        }
    }

    /// <summary>Counts one in; false after <see cref="Close"/>. <see cref="Leave"/> counts it out.</summary>
    public bool TryEnter()
    {
        lock (_sync)
        {
            if (_isClosed) return false;
            _count++;
            return true;
        }
    }

    /// <summary>Counts one out.</summary>
    public void Leave()
    {
        lock (_sync)
        {
            if (--_count > 0) return;
            _idle?.SetResult();
            _idle = null;
        }
    }

    /// <summary>Lets nothing enter any more.</summary>
    public void Close()
    {
        lock (_sync) _isClosed = true;
    }

    /// <summary>Completes when nothing is under way.</summary>
    public Task WhenIdle()
    {
        lock (_sync)
        {
            if (_count == 0) return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }
}
