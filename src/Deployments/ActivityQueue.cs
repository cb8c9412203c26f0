using System.Collections.Concurrent;
using Sundog.Building;
using Sundog.Planning;
using Sundog.Runtime;
using Sundog.Services;

namespace Sundog.Deployments;

/// <summary>Runs activities: one at a time for each environment, in the order in which they were asked for.</summary>
internal sealed class ActivityQueue(Database database, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<EnvironmentName, Turn> _turns = new();
    private readonly ConcurrentDictionary<string, ActivityLog> _logs = new();
    private readonly ConcurrentDictionary<string, Cancellation> _cancellations = new();

    /// <summary>Whether any activity is under way or waits.</summary>
    public bool IsBusy => !_logs.IsEmpty;

    /// <summary>Queues an activity.</summary>
    public Activity Begin(EnvironmentName name, string type, Func<ActivityLog, Task> work) => Begin(name, type, "", (log, cancellation) =>
    {
        cancellation.Forbid();
        return work(log);
    });

    /// <summary>Queues an activity that can be cancelled while it runs.</summary>
    public Activity Begin(EnvironmentName name, string type, string subject, Func<ActivityLog, Cancellation, Task> work) =>
        Begin(name, type, subject, (_, log, cancellation) => work(log, cancellation));

    /// <inheritdoc cref="Begin(EnvironmentName, string, string, Func{ActivityLog, Cancellation, Task})"/>
    public Activity Begin(EnvironmentName name, string type, string subject, Func<Activity, ActivityLog, Cancellation, Task> work)
    {
        var activity = database.Do(session => session.AddActivity(name, type, subject, time.GetUtcNow()));
        _cancellations[activity.Id] = new Cancellation();
        var log = _logs[activity.Id] = new ActivityLog(database, activity, time);
        var turn = _turns.GetOrAdd(name, _ => new Turn());

        // The place in the queue is taken here, so that activities run in the order of these calls.
        var ready = turn.Gate.WaitAsync();
        if (!ready.IsCompleted && turn.Current is { } current)
        {
            log.Write($"Waiting for {Describe(current)}; `sundog activity:cancel {current.Id}` ends {(current.Type == "environment.cron" ? "it" : "it while it builds")}");
        }

        _ = Task.Run(() => RunAsync(activity, log, turn, ready, work));
        return activity;
    }

    /// <summary>Runs work in the environment's turn without a record; what goes wrong is only printed.</summary>
    /// <returns>Whether nothing went wrong.</returns>
    public async Task<bool> RunQuietlyAsync(EnvironmentName name, Func<Task> work)
    {
        var turn = _turns.GetOrAdd(name, _ => new Turn());
        await turn.Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            // One environment's fault does not keep the daemon from the others.
            await Console.Error.WriteLineAsync($"{name}: {(IsForTheUser(exception) ? exception.Message : exception)}").ConfigureAwait(false);
            return false;
        }
        finally
        {
            turn.Gate.Release();
        }
    }

    /// <summary>Ends an activity that has not begun, or one that runs and can be ended.</summary>
    /// <returns>Whether it will end by that.</returns>
    public bool Cancel(Activity activity) =>
        database.Do(session => session.Cancel(activity, time.GetUtcNow())) || (_cancellations.TryGetValue(activity.Id, out var running) && running.Request());

    /// <summary>The log of an activity, to its end.</summary>
    public IAsyncEnumerable<LogLine> Follow(Activity activity, CancellationToken cancellation)
    {
        if (_logs.TryGetValue(activity.Id, out var log))
        {
            return log.FollowAsync(cancellation);
        }

        var ended = new ActivityLog(database, activity, time);
        ended.Seal();
        return ended.FollowAsync(cancellation);
    }

    private async Task RunAsync(Activity activity, ActivityLog log, Turn turn, Task ready, Func<Activity, ActivityLog, Cancellation, Task> work)
    {
        var (waits, began, cancellation) = (!ready.IsCompleted, time.GetTimestamp(), _cancellations[activity.Id]);
        await ready.ConfigureAwait(false);
        try
        {
            if (await RecordAsync(session => session.Begin(activity, time.GetUtcNow())).ConfigureAwait(false))
            {
                turn.Current = activity with { StartedAt = time.GetUtcNow() };
                if (waits)
                {
                    log.Write($"Waited for {time.GetElapsedTime(began).TotalSeconds:0.0} s");
                }

                var success = await RunAsync(log, () => work(activity, log, cancellation)).ConfigureAwait(false);
                await RecordAsync(session =>
                {
                    session.Complete(activity, success, !success && cancellation.IsRequested, time.GetUtcNow());
                    return true;
                }).ConfigureAwait(false);
            }
        }
        finally
        {
            turn.Current = null;
            turn.Gate.Release();
            _logs.TryRemove(activity.Id, out _);
            _cancellations.TryRemove(activity.Id, out _);
            log.Seal();
        }
    }

    // What became of an activity is recorded, however long the disk is full before.
    private async Task<bool> RecordAsync(Func<Session, bool> record)
    {
        while (true)
        {
            try
            {
                return database.Do(record);
            }
            catch (DeploymentException)
            {
                await Task.Delay(s_pause, time).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> RunAsync(ActivityLog log, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            log.Write("Cancelled");
        }
        catch (Exception exception) when (IsForTheUser(exception))
        {
            log.Write(exception.Message);
        }
        catch (Exception exception)
        {
            log.Write($"this is a fault of Sundog, please report it: {exception}");
        }

        return false;
    }

    private string Describe(Activity activity) =>
        $"{activity.Type}{(activity.Subject.Length == 0 ? "" : " " + activity.Subject)}, which runs since {(time.GetUtcNow() - activity.StartedAt!.Value).TotalSeconds:0.0} s";

    private static bool IsForTheUser(Exception exception) =>
        exception is DeploymentException or RuntimeException or BuildException or PlanException or ServiceException or OperationCanceledException or IOException;

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Activity? Current { get; set; }
    }
}
