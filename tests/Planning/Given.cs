using System.Text;
using System.Text.Json.Nodes;
using Sundog.Configuration;
using Sundog.Configuration.Tests;

namespace Sundog.Planning.Tests;

/// <summary>Plans of configurations in memory.</summary>
internal static class Given
{
    public static readonly EnvironmentSettings Environment = new(new("shop", "main"), "main", "development", new string('e', 56));

    /// <summary>The plan of a configuration that has no fault.</summary>
    public static Plan Plan(string configuration, string treeId = "1111111111111111", bool script = false, bool lenient = false) =>
        Planner.Plan(Request(configuration, treeId, script, lenient)).Plan;

    public static PlanRequest Request(string configuration, string treeId = "1111111111111111", bool script = false, bool lenient = false)
    {
        var read = Repository.With(configuration).Read(lenient);
        Assert.True(read.IsValid, string.Join('\n', read.Diagnostics));
        return new PlanRequest
        {
            Configuration = read.Configuration!,
            Environment = Environment,
            Sources = read.Configuration!.Applications.ToMap(entry => entry.Key, _ => new ApplicationSource(treeId, script, ["package.json"])),
            CableNumbers = Map<int>.Empty,
            Routes = new Value.Mapping(new([new("https://localhost/", new Value.Mapping(Map<Value>.Empty))])),
            Secret = (service, name) => $"{service}-{name}",
        };
    }

    /// <summary>The instance of a container name.</summary>
    public static InstancePlan Instance(this Plan plan, string container) => plan.Instances.Single(instance => instance.Name.Container == container);

    /// <summary>To whom the instance of a container name can connect, and by which relationship.</summary>
    public static IEnumerable<(string Relationship, string Server)> Reaches(this Plan plan, string container) =>
        plan.Cables.Where(cable => cable.Client.Container == container).Select(cable => (cable.Relationship, cable.Server.Container));

    /// <summary>A variable of an instance that is base64 of JSON.</summary>
    public static JsonNode Decoded(this Map<string> environment, string name) =>
        JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(environment[name])))!;
}
