using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>The instances that run, asked of the kernel each time.</summary>
internal sealed class RunningInstances(Places places, Cgroups cgroups, InstanceBundle bundles)
{
    /// <summary>The pid, as this machine sees it, of an instance's PID 1; null when it does not run.</summary>
    public int? InitPid(EnvironmentName environment, InstanceName instance) =>
        cgroups.HostPid(environment, Places.Label(places.Of(environment, instance)), 1);

    /// <summary>The directory under which an instance's file system is seen from here; null when it does not run.</summary>
    public string? RootOf(EnvironmentName environment, InstanceName instance) =>
        InitPid(environment, instance) is { } pid ? $"/proc/{pid}/root" : null;

    /// <summary>From which plans they were started. One whose start was cut off, or that is not current, has a plan that equals no other.</summary>
    public IReadOnlyList<InstancePlan> Plans(EnvironmentName environment) =>
        [.. All(environment).Select(running => !IsCurrent(environment, running.Name)
            ? InstanceBundle.Unfinished(running.Name)
            : bundles.PlanOf(environment, running.Name) ?? InstanceBundle.Unfinished(running.Name.Anywhere))];

    /// <summary>What each that is current does.</summary>
    public IReadOnlyList<Observation> Observe(EnvironmentName environment) =>
        cgroups.NamesIn(environment).Select(Places.Parse).OfType<InstanceName>().Where(name => IsCurrent(environment, name)).ToArray()
            .AsParallel().AsOrdered().Select(name => Look(environment, name)).OfType<Observation>().ToArray();

    /// <summary>What one of them does; null when it does not run.</summary>
    public Observation? Observe(EnvironmentName environment, InstanceName instance) =>
        Look(environment, places.Of(environment, instance));

    /// <summary>What an instance tells, or has told last.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="instance">The instance, at its place.</param>
    /// <param name="pid">Its PID 1; 0 when it has ended.</param>
    public Observation Read(EnvironmentName environment, InstanceName instance, int pid) => Read(environment, instance, pid, []);

    private Observation? Look(EnvironmentName environment, InstanceName instance)
    {
        var processes = cgroups.Processes(environment, Places.Label(instance));
        return Cgroups.HostPid(processes, 1) is { } pid ? Read(environment, instance, pid, processes) : null;
    }

    // The processes are those of a moment ago; the command may be a newer one.
    private Observation Read(EnvironmentName environment, InstanceName instance, int pid, IReadOnlyList<int> processes)
    {
        var label = Places.Label(instance);
        var (memory, cpu) = cgroups.Usage(environment, label);
        return SuperviseDirectory.Read(bundles.SuperviseOf(environment, instance), instance.Anywhere, pid, HostPid) with { Memory = memory, CpuTime = cpu };

        int? HostPid(int inside) => Cgroups.HostPid(processes.Where(process => process != pid), inside) ?? cgroups.HostPid(environment, label, inside);
    }

    private bool IsCurrent(EnvironmentName environment, InstanceName instance) => places.Of(environment, instance.Anywhere) == instance;

    private IEnumerable<(InstanceName Name, int Pid)> All(EnvironmentName environment) =>
        from label in cgroups.NamesIn(environment)
        let instance = Places.Parse(label)
        let pid = instance is null ? null : InitPid(environment, instance)
        where pid is not null
        select (instance, pid.Value);
}
