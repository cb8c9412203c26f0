using System.Globalization;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Waits until <c>sundog-init</c> says that an instance is ready.</summary>
internal static class ReadyWatch
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits.</summary>
    /// <param name="instance">The instance, for errors.</param>
    /// <param name="directory">Where it says it.</param>
    /// <param name="isReady">Whether it has.</param>
    /// <param name="ended">Completes when the instance ends.</param>
    /// <param name="bound">How long at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RuntimeException">It ended, or was not ready within the bound.</exception>
    public static async Task WaitAsync(
        InstanceName instance, string directory, Func<bool> isReady, Task ended, TimeSpan bound, CancellationToken cancellation)
    {
        var changed = new SemaphoreSlim(0);
        using var watcher = Watch(directory, changed);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(bound);
        while (!isReady())
        {
            try
            {
                // The kernel may drop an event, or the watcher lose it; so it is looked at anyway, four times a second.
                var change = changed.WaitAsync(s_look, timeout.Token);
                if (await Task.WhenAny(change, ended).ConfigureAwait(false) == ended)
                {
                    throw new RuntimeException($"{instance} has ended before it was ready; see its log");
                }

                await change.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new RuntimeException(string.Create(CultureInfo.InvariantCulture, $"{instance} was not ready within {bound.TotalSeconds} s; see its log"));
            }
        }
    }

    // The kernel gives each user 128 watchers unless told otherwise: where all are taken, looking is enough.
    private static FileSystemWatcher? Watch(string directory, SemaphoreSlim changed)
    {
        var watcher = new FileSystemWatcher(directory, SuperviseDirectory.StatusFile);
        watcher.Renamed += (_, _) => changed.Release();
        watcher.Created += (_, _) => changed.Release();
        watcher.Changed += (_, _) => changed.Release();
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException)
        {
            watcher.Dispose();
            return null;
        }
    }
}
