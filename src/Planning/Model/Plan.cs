using System.Text.Json.Serialization;
using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>What one environment shall run, as data: everything an engine needs, nothing it must look up.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Builds">One build per application.</param>
/// <param name="Instances">Services first, in the order in which they must start, then web and workers.</param>
/// <param name="Cables">The network paths between them: there are no others.</param>
public sealed record Plan(EnvironmentName Environment, Sequence<BuildPlan> Builds, Sequence<InstancePlan> Instances, Sequence<Cable> Cables)
{
    /// <summary>The cables of which an instance is the client.</summary>
    public IEnumerable<Cable> CablesFrom(InstanceName instance) => Cables.Where(cable => cable.Client == instance);

    /// <summary>The cables that an instance's start is about: its own, and those by which its clients reach its copies.</summary>
    public IEnumerable<Cable> CablesAt(InstanceName instance)
    {
        var clients = CablesInto(instance).Select(cable => (cable.Client, cable.Relationship)).ToHashSet();
        return Cables.Where(cable => cable.Client == instance || clients.Contains((cable.Client, cable.Relationship)));
    }

    /// <summary>The cables that lead into an instance.</summary>
    public IEnumerable<Cable> CablesInto(InstanceName instance) => Cables.Where(cable => cable.Server == instance);
}

/// <summary>A project's environment.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Machine">The environment's machine name: lowercase letters, digits and hyphens.</param>
public sealed record EnvironmentName(string Project, string Machine)
{
    /// <summary><c>PROJECT-MACHINE</c>: names the environment on the machine, and is the cluster of relationships.</summary>
    public override string ToString() => $"{Project}-{Machine}";
}

/// <summary>One running copy of web, of a worker or of a service.</summary>
/// <param name="Container">The container name: <c>app</c>, <c>app--worker</c> or the service's name.</param>
/// <param name="Number">Counted from 0.</param>
public sealed record InstanceName(string Container, int Number)
{
    /// <summary>Which of its two places on the machine is meant: one that is replaced by another beside it is at both for a while. Null, as in
    /// every plan: the one that is current.</summary>
    [JsonIgnore]
    public int? Place { get; init; }

    /// <summary>The name as plans have it.</summary>
    [JsonIgnore]
    public InstanceName Anywhere => Place is null ? this : this with { Place = null };

    /// <summary><c>app--worker.0</c>.</summary>
    public override string ToString() => $"{Container}.{Number}";
}
