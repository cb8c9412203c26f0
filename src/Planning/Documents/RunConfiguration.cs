using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>The text of <c>/run/config.json</c>: start commands read the memory limit or the routes from it.</summary>
internal static class RunConfiguration
{
    public static string Of(PlanRequest request, Application application, InstanceDefinition instance, Limits limits, Value relationships) =>
        Documents.Object(
            ("application", InstanceDocument.Of(application, instance)),
            ("info", Documents.Object(
                ("name", Documents.Text(instance.FullName)),
                ("project", Documents.Text(request.Environment.Name.Project)),
                ("environment", Documents.Text(request.Environment.Name.Machine)),
                ("limits", Documents.Object(("cpu", new Value.Number(limits.Cpu.ToString())), ("memory", Documents.Number(limits.Memory)))))),
            ("relationships", relationships),
            ("routes", request.Routes)).ToJson();
}
