using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Runs <c>deploy</c> and <c>post_deploy</c>: on web, never on a worker. A hook that fails does not fail the deployment, as on the
/// platform; the log says so.</summary>
internal sealed class HookRunner(IRuntime runtime, Plan plan, ActivityLog? log, string mark)
{
    /// <summary>Whether there is a hook to run.</summary>
    public static bool Has(Plan plan, ProjectConfiguration configuration, Func<Application, string?> hookOf) =>
        configuration.Applications.Values.Any(application => hookOf(application) is not null
            && plan.Instances.Any(instance => instance.Kind == InstanceKind.Web && instance.Application == application.Name));

    public async Task RunAsync(
        EnvironmentName environment, ProjectConfiguration configuration, string name, Func<Application, string?> hookOf, CancellationToken cancellation)
    {
        foreach (var application in configuration.Applications.Values)
        {
            var web = plan.Instances.FirstOrDefault(instance => instance.Kind == InstanceKind.Web && instance.Application == application.Name);
            if (web is null || hookOf(application) is not { } hook)
            {
                continue;
            }

            log?.Write($"Executing {name} hook for application {application.Name}");
            using var file = new HookLog(runtime.AppendLog(environment, web.Name, name.Replace('_', '-')), hook);

            // The daemon that ran it before may have been killed; the hook goes on without it, and two of them must not.
            await runtime.EndAsync(environment, web.Name, $"{mark}-{name}", TimeSpan.Zero, cancellation).ConfigureAwait(false);
            var code = await runtime.ExecuteAsync(environment, web.Name, hook, $"{mark}-{name}", Line, cancellation).ConfigureAwait(false);
            if (code != 0)
            {
                Line($"Warning: the {name} hook ended with exit code {code}");
            }

            void Line(string line)
            {
                log?.Write("  " + line);
                file.Write(line);
            }
        }
    }
}
