using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Runs a cron's command on the web instance, to its end, its timeout or the moment when it is cancelled.</summary>
internal sealed class CronRun(IRuntime runtime, ActivityLog log)
{
    private static readonly TimeSpan s_lastLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="scheduled">The cron.</param>
    /// <param name="mark">By which its processes are found: the activity.</param>
    /// <param name="cancelled">Somebody cancels it.</param>
    /// <exception cref="DeploymentException">It failed, or ran for too long.</exception>
    public async Task RunAsync(EnvironmentName environment, ScheduledCron scheduled, string mark, CancellationToken cancelled)
    {
        var cron = scheduled.Cron;
        var web = new InstanceName(scheduled.Application, 0);
        using var file = new HookLog(runtime.AppendLog(environment, web, "cron"), cron.Start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(cron.Timeout));
        log.Write($"Executing cron {scheduled.FullName}");
        var run = runtime.ExecuteAsync(environment, web, WithScript(cron.Start), mark, Line, CancellationToken.None);
        await Task.WhenAny(run, Task.Delay(Timeout.Infinite, limit.Token)).ConfigureAwait(false);
        if (!run.IsCompleted)
        {
            log.Write(cancelled.IsCancellationRequested
                ? $"Cancelling cron {scheduled.FullName}"
                : $"The cron has run for its timeout of {cron.Timeout} s");
            await StopAsync().ConfigureAwait(false);
            cancelled.ThrowIfCancellationRequested();
            throw new DeploymentException($"the cron ran for longer than its timeout of {cron.Timeout} s and was ended");
        }

        var code = await run.ConfigureAwait(false);
        if (code != 0)
        {
            throw new DeploymentException($"the cron ended with exit code {code}");
        }

        // Its own stop command takes the place of SIGTERM; if that fails, SIGTERM is sent all the same. After the shutdown timeout comes SIGKILL.
        async Task StopAsync()
        {
            var began = TimeProvider.System.GetTimestamp();
            var isAsked = false;
            if (cron.Stop is { } stop)
            {
                log.Write("Executing its stop command");
                var stopping = runtime.ExecuteAsync(environment, web, WithScript(stop), mark + "-stop", Line, CancellationToken.None);
                var ended = await Task.WhenAny(stopping, Task.Delay(Left(), CancellationToken.None)).ConfigureAwait(false) == stopping;
                await runtime.EndAsync(environment, web, mark + "-stop", TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
                isAsked = ended && await SucceededAsync(stopping).ConfigureAwait(false);
                if (isAsked)
                {
                    await Task.WhenAny(run, Task.Delay(Left(), CancellationToken.None)).ConfigureAwait(false);
                }
                else
                {
                    log.Write("  Warning: the stop command failed");
                }
            }

            await runtime.EndAsync(environment, web, mark, isAsked ? TimeSpan.Zero : Left(), CancellationToken.None).ConfigureAwait(false);
            await Task.WhenAny(run, Task.Delay(s_lastLines, CancellationToken.None)).ConfigureAwait(false);

            TimeSpan Left() => TimeSpan.FromTicks(Math.Max(0, (TimeSpan.FromSeconds(cron.ShutdownTimeout) - TimeProvider.System.GetElapsedTime(began)).Ticks));
        }

        static async Task<bool> SucceededAsync(Task<int> command)
        {
            try
            {
                return await command.ConfigureAwait(false) == 0;
            }
            catch (RuntimeException)
            {
                return false;
            }
        }

        string WithScript(string text) =>
            runtime.RootOf(environment, web) is { } root && File.Exists(Path.Combine(root, "app", ".environment")) ? ShellText.WithEnvironmentScript(text) : text;

        void Line(string line)
        {
            log.Write("  " + line);
            file.Write(line);
        }
    }
}
