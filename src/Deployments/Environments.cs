using Sundog.Building;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime;

namespace Sundog.Deployments;

/// <summary>What the faces see: projects, their environments, and what can be done to them. Each environment does one thing at a time, in
/// the order in which things were asked for.</summary>
public sealed class Environments : IDisposable
{
    private readonly IRuntime _runtime;
    private readonly IRouting _routing;
    private readonly Builder _builder;
    private readonly TimeProvider _time;
    private readonly Keeper _keeper;
    private readonly PlanMaker _plans;
    private readonly Deploy _deploy;
    private readonly ActivityQueue _queue;
    private readonly CronSchedule _crons;
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Puts the parts together.</summary>
    public Environments(Database database, IRuntime runtime, Builder builder, IRouting routing, TimeProvider time)
    {
        (Database, _runtime, _builder, _routing, _time) = (database, runtime, builder, routing, time);
        _keeper = new Keeper(runtime, time);
        _plans = new PlanMaker(routing, builder, runtime.ImagesOf);
        _deploy = new Deploy(database, runtime, builder, routing, _keeper, time);
        _queue = new ActivityQueue(database, time);
        _crons = new CronSchedule(time, Settled, StartDue);
    }

    /// <summary>The database, for those who only read.</summary>
    public Database Database { get; }

    /// <summary>The engine, for those who only look.</summary>
    public IRuntime Runtime => _runtime;

    /// <summary>Whether an activity is under way or waits.</summary>
    public bool IsBusy => _queue.IsBusy;

    /// <summary>Whether an environment shall run.</summary>
    public bool IsNeeded => Database.Do(session => session.AllEnvironments()).Any(environment => environment.IsWanted);

    /// <summary>Deploys a directory as it is now.</summary>
    public Activity Push(PushOptions options)
    {
        var (project, environment) = Register(options.Directory);
        if (options.Images is { } images)
        {
            Database.Do(session => session.UseImages(environment, images));
        }

        return _queue.Begin(environment.Name, "environment.push", "", async (log, cancelled) =>
        {
            await new Push(Database, _runtime, _builder, _plans, _deploy).RunAsync(project, environment, options, log, cancelled, _ending.Token).ConfigureAwait(false);
            Schedule(environment);
        });
    }

    /// <summary>What <see cref="Push"/> would do now.</summary>
    public PlanDifference Preview(PushOptions options)
    {
        var (project, environment) = Register(options.Directory);
        return new Push(Database, _runtime, _builder, _plans, _deploy).Preview(project, environment, options, _runtime.Running(environment.Name), ActivityLog.None);
    }

    /// <summary>Restarts web and workers as they were deployed.</summary>
    public Activity Redeploy(EnvironmentName name) => _queue.Begin(name, "environment.redeploy", async log =>
    {
        var environment = Find(name);
        Database.Do(session => session.Want(environment, true));
        await _deploy.Rollout(log).RunAsync(environment, Current(environment), restart: true, _ending.Token).ConfigureAwait(false);
        Schedule(environment);
    });

    /// <summary>Deploys what is deployed with what the database says now: after a variable or a size was changed.</summary>
    public Activity Reapply(EnvironmentName name, string type) => _queue.Begin(name, type, "", async (log, cancelled) =>
    {
        var environment = Find(name);
        var deployment = Current(environment);
        var project = Database.Do(session => session.AllProjects().First(project => project.Id == name.Project));
        var plan = Database.Do(session => _plans.OfDeployment(session, project, environment, ConfigurationStep.Of(deployment), deployment));
        if (plan.Builds.FirstOrDefault(build => !_builder.Has(build.Id)) is not null)
        {
            // What builds see has changed: they are made anew, from the working directory.
            await new Push(Database, _runtime, _builder, _plans, _deploy)
                .RunAsync(project, environment, new PushOptions(project.Directory, Lenient: true, Strict: false), log, cancelled, _ending.Token).ConfigureAwait(false);
        }
        else
        {
            cancelled.Forbid();
            await _deploy.RunAsync(environment, plan, deployment.Files, log, _ending.Token).ConfigureAwait(false);
        }

        Schedule(environment);
    });

    /// <summary>Sets sizes of containers and applies them, without a build.</summary>
    /// <exception cref="DeploymentException">A name or value is none; nothing is set.</exception>
    public Activity Resize(
        EnvironmentName name, IEnumerable<string> sizes, IEnumerable<string> counts, IEnumerable<string> disks, IEnumerable<string> strategies)
    {
        const string Type = "environment.resources.update";
        var environment = Find(name);
        var deployment = Database.Do(session => session.CurrentDeployment(environment));
        var plan = deployment?.Plan ?? Database.Do(session =>
        {
            var project = session.AllProjects().First(project => project.Id == name.Project);
            var files = new DirectoryFiles(project.Directory);
            var configuration = ConfigurationStep.Read(files, lenient: true, ActivityLog.None);
            return _plans.OfDirectory(session, project, environment, configuration, files);
        });
        try
        {
            Database.Do(session =>
            {
                session.KeepSizes(environment, SizeChange.Of(session.SizesOf(environment), plan, _runtime, sizes, counts, disks));
                session.SetStrategies(environment, SizeChange.Containers(plan), strategies);
            });
        }
        catch (PlanException exception)
        {
            throw new DeploymentException(exception.Message);
        }

        return deployment is not null
            ? Reapply(name, Type)
            : _queue.Begin(name, Type, log =>
            {
                log.Write("The sizes are kept; `sundog up` deploys with them");
                return Task.CompletedTask;
            });
    }

    /// <summary>Empties the temporary mounts of an environment.</summary>
    public Activity Maintain(EnvironmentName name) => _queue.Begin(name, "environment.maintenance", async log =>
    {
        foreach (var instance in Current(Find(name)).Plan.Instances.Where(instance => instance.Mounts.Any(mount => mount.Volume.Source == MountSource.Tmp)))
        {
            log.Write($"Emptying the temporary mounts of {instance.Name}");
            await _runtime.EmptyTemporaryAsync(name, instance, _ending.Token).ConfigureAwait(false);
        }
    });

    /// <summary>Deletes the images that no environment's current deployment needs.</summary>
    /// <returns>Their references.</returns>
    public IReadOnlyList<string> PruneImages() => _runtime.PruneImages(Database.Do(session =>
        session.AllEnvironments().Select(environment => session.CurrentDeployment(environment)).OfType<DeploymentRecord>()
            .SelectMany(deployment => ImageStep.ImagesOf(deployment.Plan)).ToList()));

    /// <summary>Goes back to an earlier deployment: its builds, its configuration.</summary>
    /// <param name="name">The environment.</param>
    /// <param name="number">The deployment's number; null: the one before the current one.</param>
    public Activity Rollback(EnvironmentName name, int? number) => _queue.Begin(name, "environment.rollback", async log =>
    {
        var environment = Find(name);
        var current = Current(environment);
        var target = Database.Do(session => session.RecentDeployments(environment, 1000))
            .FirstOrDefault(deployment => number is null ? deployment.Number < current.Number && deployment.Plan != current.Plan : deployment.Number == number)
            ?? throw new DeploymentException(number is null ? "there is no earlier deployment" : $"there is no deployment {number}");
        if (target.Plan.Builds.FirstOrDefault(build => !_builder.Has(build.Id)) is { } gone)
        {
            throw new DeploymentException($"the build {gone.Id} of deployment {target.Number} is gone");
        }

        log.Write($"Going back to deployment {target.Number} of {target.CreatedAt:u}");
        await _deploy.RunAsync(environment, target.Plan, target.Files, log, _ending.Token).ConfigureAwait(false);
        Schedule(environment);
    });

    /// <summary>Stops everything; volumes stay unless they are to go too.</summary>
    public Activity Down(EnvironmentName name, bool volumes) => _queue.Begin(name, "environment.pause", async log =>
    {
        var environment = Find(name);
        _crons.Forget(name);
        Database.Do(session => session.Want(environment, false));
        await _keeper.ForgetAsync(name).ConfigureAwait(false);
        await _routing.CloseAsync(name).ConfigureAwait(false);
        await new Shutdown(_runtime, log).RunAsync(name, volumes, _ending.Token).ConfigureAwait(false);
        if (volumes)
        {
            Database.Do(session => session.Remove(environment));
        }
    });

    /// <summary>The crons of the current deployment.</summary>
    public IReadOnlyList<CronStatus> Crons(EnvironmentName name)
    {
        var environment = Find(name);
        return Database.Do(session => session.CurrentDeployment(environment)) is { } deployment
            ? [.. CronSchedule.Of(name, ConfigurationStep.Of(deployment)).Select(cron => new CronStatus(
                cron, environment.IsWanted ? cron.Next(_time.GetUtcNow()) : null, Database.Do(session => session.LastCron(name, cron.FullName))))]
            : [];
    }

    /// <summary>Runs a cron now.</summary>
    /// <exception cref="DeploymentException">There is none of that name, or several applications have one.</exception>
    public Activity RunCron(EnvironmentName name, string? application, string cron)
    {
        var environment = Find(name);
        var configuration = ConfigurationStep.Of(Current(environment));
        var found = CronSchedule.Of(name, configuration)
            .Where(one => one.Cron.Name == cron && (application is null || one.Application == application)).ToList() switch
        {
            [var only] => only,
            [] => throw new DeploymentException($"there is no cron {cron}"),
            _ => throw new DeploymentException($"several applications have a cron {cron}; say which"),
        };
        return Start(found);
    }

    /// <summary>Ends an activity that has not begun, a cron, or a push that still builds.</summary>
    /// <returns>Whether it will end by that.</returns>
    public bool Cancel(Activity activity) => _queue.Cancel(activity);

    /// <summary>The log of an activity, to its end.</summary>
    public IAsyncEnumerable<LogLine> Follow(Activity activity, CancellationToken cancellation) => _queue.Follow(activity, cancellation);

    /// <summary>What each instance of the current deployment is doing.</summary>
    public IReadOnlyList<InstanceStatus> Status(EnvironmentName name)
    {
        var environment = Find(name);
        var deployment = Database.Do(session => session.CurrentDeployment(environment));
        return deployment is null ? [] : InstanceStatus.Of(deployment.Plan, _runtime.Observe(name), environment.IsWanted);
    }

    /// <summary>The current deployment, and the configuration that it was made of.</summary>
    /// <exception cref="DeploymentException">There is no such environment, or nothing is deployed in it yet.</exception>
    public (DeploymentRecord Deployment, ProjectConfiguration Configuration) CurrentDeployment(EnvironmentName name)
    {
        var deployment = Current(Find(name));
        return (deployment, ConfigurationStep.Of(deployment));
    }

    /// <summary>Removes what builds of a daemon that was killed left; before anything else is begun.</summary>
    public async Task TidyAsync()
    {
        await _runtime.EndBuildsAsync().ConfigureAwait(false);
        _builder.RemoveUnfinished();
    }

    /// <summary>After a start of the daemon: ends what was cut off, and makes run what shall run.</summary>
    public Task ReconcileAsync() => new Reconciliation(Database, _runtime, _queue, _deploy, Schedule, _time).RunAsync(_ending.Token);

    /// <summary>The environment of that name.</summary>
    /// <exception cref="DeploymentException">There is none.</exception>
    public ProjectEnvironment Find(EnvironmentName name) =>
        Database.Do(session => session.FindEnvironment(name)) ?? throw new DeploymentException($"there is no environment {name}; run `sundog up` first");

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _crons.Dispose();
        _keeper.Dispose();
        _ending.Dispose();
    }

    private void Schedule(ProjectEnvironment environment) => _crons.Keep(environment.Name, ConfigurationStep.Of(Current(environment)));

    private Activity Start(ScheduledCron cron) => _queue.Begin(cron.Environment, "environment.cron", cron.FullName, async (activity, log, cancelled) =>
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancelled.Token, _ending.Token);
        await new CronRun(_runtime, log).RunAsync(cron.Environment, cron, activity.Id, ending.Token).ConfigureAwait(false);
    });

    // One that still waits for its turn stands for all of its times that have come meanwhile.
    private void StartDue(ScheduledCron cron)
    {
        if (Database.Do(session => session.LastCron(cron.Environment, cron.FullName)) is not { State: "pending" })
        {
            Start(cron);
        }
    }

    private DateTimeOffset Settled(ScheduledCron cron)
    {
        var deployed = Current(Find(cron.Environment)).CreatedAt;
        return Database.Do(session => session.LastCron(cron.Environment, cron.FullName)) is { } last && last.CreatedAt > deployed ? last.CreatedAt : deployed;
    }

    private DeploymentRecord Current(ProjectEnvironment environment) =>
        Database.Do(session => session.CurrentDeployment(environment)) ?? throw new DeploymentException("nothing is deployed yet; run `sundog up`");

    private static int FreePort(Session session) => Ports.Free(session.AllEnvironments().Select(other => other.Port));

    private (Project, ProjectEnvironment) Register(string directory)
    {
        var branch = Branches.Of(directory);
        return Database.Do(session =>
        {
            var now = _time.GetUtcNow();
            var project = session.FindProject(directory) ?? session.AddProject(directory, now);
            var name = new EnvironmentName(project.Id, Branches.MachineName(branch));
            var environment = session.FindEnvironment(name) ?? session.AddEnvironment(name, branch, "development", FreePort(session), now);

            // While it was down another program may have taken its port.
            return (project, environment.IsWanted || Ports.IsFree(environment.Port) ? environment : session.Move(environment, FreePort(session)));
        });
    }
}

/// <summary>What to deploy.</summary>
/// <param name="Directory">The repository.</param>
/// <param name="Lenient">Whether the configuration is read leniently.</param>
/// <param name="Strict">Whether a version that differs from the one asked for is an error.</param>
/// <param name="Images">Whether every type runs from its image from now on; null: as before.</param>
/// <param name="Init">Where containers that are new get their sizes from.</param>
public sealed record PushOptions(string Directory, bool Lenient, bool Strict, bool? Images = null, ResourcesInit Init = ResourcesInit.Parent);
