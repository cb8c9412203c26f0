using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Sundog.Deployments;

/// <summary>The log of an activity while it runs: written by the deployment, kept in the database, followed by whoever asks.</summary>
public sealed class ActivityLog(Database? database, Activity activity, TimeProvider time)
{
    /// <summary>A log that keeps nothing.</summary>
    public static ActivityLog None { get; } = new(null, new Activity(0, "", new("", ""), "", "", "", null, default, null, null), TimeProvider.System);

    // What a full disk keeps from being written is remembered, but not without end.
    private const int MostUnwritten = 1000;

    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<LogLine> _unwritten = [];
    private int _lines;
    private bool _sealed;

    /// <summary>Adds a line. One that comes when the log has been sealed is not kept: a process that an activity left behind may still say something.</summary>
    public void Write(string message)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (_sealed)
            {
                return;
            }

            if (_unwritten.Count < MostUnwritten)
            {
                _unwritten.Add(new LogLine(_lines++, time.GetUtcNow(), message));
            }

            Flush();
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Says that no line comes any more. The activity's result must be in the database by then.</summary>
    public void Seal()
    {
        lock (_lock)
        {
            _sealed = true;
            _changed.TrySetResult();
            Flush();
        }
    }

    /// <summary>All lines, those to come too, until the log is sealed.</summary>
    public async IAsyncEnumerable<LogLine> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = 0;
        while (true)
        {
            Task changed;
            bool last;
            List<LogLine> remembered;
            lock (_lock)
            {
                changed = _changed.Task;
                last = _sealed;
                remembered = [.. _unwritten];
            }

            foreach (var line in Written(next).Concat(remembered.Where(line => line.Number >= next)).DistinctBy(line => line.Number).ToList())
            {
                yield return line;
                next = line.Number + 1;
            }

            if (last)
            {
                yield break;
            }

            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private void Flush()
    {
        if (database is null)
        {
            _unwritten.Clear();
        }
        else if (_unwritten.Count > 0)
        {
            try
            {
                database.Do(session => _unwritten.ForEach(line => session.Log(activity, line)));
                _unwritten.Clear();
            }
            catch (Exception exception) when (exception is DeploymentException or SqliteException)
            {
                // Whatever is wrong with the database, an activity goes on and whoever follows it sees its end. The disk is full, or the database is in other hands. The next line tries again.
            }
        }
    }

    private List<LogLine> Written(int next)
    {
        try
        {
            return database?.Do(session => session.LogOf(activity, next)) ?? [];
        }
        catch (Exception exception) when (exception is DeploymentException or SqliteException)
        {
            return [];
        }
    }
}
