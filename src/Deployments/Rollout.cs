using Sundog.Building;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>Makes a deployment run: stops what goes, starts what is new, runs the hooks, opens the routes. What is the same is not touched.</summary>
internal sealed class Rollout(
    Database database, IRuntime runtime, Builder builder, IRouting routing, Keeper keeper, TimeProvider time, ActivityLog? log)
{
    private static readonly TimeSpan s_serviceBound = TimeSpan.FromMinutes(3);

    /// <summary>Runs it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="deployment">What shall run.</param>
    /// <param name="restart">Whether web and workers are restarted even when they are the same.</param>
    /// <param name="cancellation">Ends it in the middle; a later run finishes it.</param>
    public async Task RunAsync(ProjectEnvironment environment, DeploymentRecord deployment, bool restart, CancellationToken cancellation)
    {
        var plan = deployment.Plan;
        var configuration = ConfigurationStep.Of(deployment);
        await keeper.ForgetAsync(environment.Name).ConfigureAwait(false);
        var running = runtime.Running(environment.Name);
        var difference = PlanDifference.Between(running.Where(instance => !restart || instance.Kind == InstanceKind.Service), plan);
        var stopping = restart
            ? running.Where(instance => instance.Kind != InstanceKind.Service || difference.Stop.Contains(instance)).ToList()
            : [.. difference.Stop];
        var isChange = stopping.Count > 0 || difference.Start.Count > 0;
        if (!isChange && difference.Resize.Count == 0)
        {
            log?.Write("Nothing has changed; nothing is restarted");
        }

        var strategies = database.Do(session => session.StrategiesOf(environment));
        var steps = RolloutSteps.Of(
            stopping, difference.Start, plan,
            instance => strategies.TryGetValue(instance.Name.Container, out var set) ? set : StrategyText.DefaultOf(instance.Kind));
        var readiness = new Readiness(runtime, time, environment.Name, configuration, log);
        var succession = new Succession(runtime, environment.Name, log);
        await StopAsync(steps.CutOff).ConfigureAwait(false);
        if (steps.Holds)
        {
            await routing.HoldAsync(environment.Name).ConfigureAwait(false);
        }

        Reach("requests-held");

        try
        {
            // Nothing is led to those that go any more.
            await runtime.ArrangeAsync(plan, cancellation).ConfigureAwait(false);
            foreach (var instance in difference.Resize)
            {
                log?.Write($"Resizing {Shutdown.Describe(instance)} to {instance.Limits.Cpu} CPU, {instance.Limits.Memory} MB");
                await runtime.ResizeAsync(environment.Name, instance, cancellation).ConfigureAwait(false);
            }

            await StopAsync(steps.StopFirst).ConfigureAwait(false);
            await StartServicesAsync(environment, plan, difference, cancellation).ConfigureAwait(false);
            Reach("services-started");
            await succession.StartAsync(
                steps.Beside.Select(instance => (stopping.First(old => old.Name == instance.Name), Launch(instance), Reason(difference, instance))),
                readiness, cancellation).ConfigureAwait(false);
            Reach("successors-ready");

            // The hook changes what both would use: as on the platform, nobody works meanwhile but the new one.
            var isHookRun = !deployment.HooksDone && HookRunner.Has(plan, configuration, application => application.Hooks.Deploy);
            if (isHookRun || steps.Holds)
            {
                await routing.HoldAsync(environment.Name).ConfigureAwait(false);
                succession.TakeOver();
            }

            await Task.WhenAll(StopAsync(steps.StopLater), succession.StopPredecessorsAsync(cancellation)).ConfigureAwait(false);
            Reach("instances-stopped");
            var starting = difference.Start.Where(instance => instance.Kind != InstanceKind.Service).Except(steps.Beside).ToList();
            await StartApplicationsAsync(starting, difference, Launch, cancellation).ConfigureAwait(false);
            Reach("applications-started");
            var hooks = new HookRunner(runtime, plan, log, $"deployment-{deployment.Number}");
            if (!deployment.HooksDone)
            {
                await hooks.RunAsync(environment.Name, configuration, "deploy", application => application.Hooks.Deploy, cancellation).ConfigureAwait(false);
                Reach("deploy-hooks-run");
                database.Do(session => session.HooksDone(deployment));
            }

            Reach("hooks-recorded");
            await Task.WhenAll(starting.Select(instance => instance.Kind == InstanceKind.Web
                ? readiness.WaitAsync(instance, cancellation)
                : readiness.WaitForWorkerAsync(instance, cancellation))).ConfigureAwait(false);

            Reach("serving");
            succession.TakeOver();
            Reach("taken-over");
            await routing.OpenAsync(environment, configuration, plan).ConfigureAwait(false);
            await runtime.ArrangeAsync(plan, cancellation).ConfigureAwait(false);
            routing.Release(environment.Name);
            Reach("routes-opened");
            await routing.DrainAsync(environment.Name).ConfigureAwait(false);
            await Task.WhenAll(StopAsync(steps.Leave), succession.StopPredecessorsAsync(cancellation)).ConfigureAwait(false);
            Reach("predecessors-stopped");
            if (log is not null && isChange)
            {
                try
                {
                    await hooks.RunAsync(environment.Name, configuration, "post_deploy", application => application.Hooks.PostDeploy, cancellation).ConfigureAwait(false);
                }
                catch (RuntimeException exception)
                {
                    // The deployment serves: nothing is undone for a hook that cannot be begun.
                    log.Write($"  Warning: {exception.Message}");
                }

                Reach("post-deploy-hooks-run");
            }
        }
        finally
        {
            routing.Release(environment.Name);
            keeper.Keep(environment, plan, Launch);
        }

        // A roll-out that finds nothing to do, or makes up for one that was cut off, is no deployment.
        void Reach(string point)
        {
            if (isChange && log is not null)
            {
                FaultPoint.Reach(point);
            }
        }

        Launch Launch(InstancePlan instance) => this.Launch(environment, plan, instance);

        Task StopAsync(IEnumerable<InstancePlan> instances) =>
            Task.WhenAll(instances.Select(instance => Shutdown.StopAsync(runtime, environment.Name, instance, log, cancellation)));
    }

    // Each after those that it has a relationship to.
    private async Task StartServicesAsync(ProjectEnvironment environment, Plan plan, PlanDifference difference, CancellationToken cancellation)
    {
        var ready = new Dictionary<InstanceName, Task>();
        foreach (var service in plan.Instances.Where(instance => instance.Kind == InstanceKind.Service))
        {
            var needed = plan.CablesFrom(service.Name).Select(cable => cable.Server).Where(ready.ContainsKey).Select(name => ready[name]).ToList();
            ready[service.Name] = OpenAsync(service, needed);
        }

        await Task.WhenAll(ready.Values).ConfigureAwait(false);

        async Task OpenAsync(InstancePlan service, IEnumerable<Task> needed)
        {
            await Task.WhenAll(needed).ConfigureAwait(false);
            if (difference.Start.Contains(service))
            {
                log?.Write($"Opening service {service.Name.Container} ({service.Type})");
                await runtime.StartAsync(Launch(environment, plan, service), cancellation).ConfigureAwait(false);
            }

            await runtime.WaitReadyAsync(environment.Name, service.Name, s_serviceBound, cancellation).ConfigureAwait(false);
        }
    }

    private Task StartApplicationsAsync(
        IEnumerable<InstancePlan> starting, PlanDifference difference, Func<InstancePlan, Launch> launch, CancellationToken cancellation) =>
        Task.WhenAll(starting.Select(async instance =>
        {
            log?.Write($"Opening {Shutdown.Describe(instance)}{Reason(difference, instance)}");
            await runtime.StartAsync(launch(instance), cancellation).ConfigureAwait(false);
        }));

    private Launch Launch(ProjectEnvironment environment, Plan plan, InstancePlan instance) => new(
        environment.Name,
        environment.User,
        instance,
        [.. plan.CablesAt(instance.Name)],
        instance.Build is { } build ? builder.DirectoryOf(build) : null);

    private static string Reason(PlanDifference difference, InstancePlan instance) =>
        difference.Reasons.TryGetValue(instance.Name.ToString(), out var reason) && reason != "new" ? $" ({reason})" : "";
}
