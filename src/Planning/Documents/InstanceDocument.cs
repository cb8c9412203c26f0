using Sundog.Configuration;

namespace Sundog.Planning;

/// <summary>What <c>PLATFORM_APPLICATION</c> tells an instance of itself: what it resolves to, with nothing of its neighbours, so that two
/// equal workers are told the same.</summary>
internal static class InstanceDocument
{
    /// <summary>At run time.</summary>
    public static Value.Mapping Of(Application application, InstanceDefinition instance) => Documents.Object(
        ("name", Documents.Text(instance.FullName)),
        ("type", Documents.Text(application.Type.ToString())),
        ("source", Documents.Object(("root", Documents.Text("/" + application.SourceRoot)))),
        ("relationships", Documents.Map(instance.Relationships, Relationship)),
        ("mounts", Documents.Map(instance.Mounts, Mount)),
        ("variables", Documents.Map(instance.Variables, group => new Value.Mapping(group))),
        ("access", Documents.Object(("ssh", Documents.Text(instance.SshRole)))),
        ("build", Documents.Object(("flavor", Documents.Text(application.BuildFlavor)))),
        ("dependencies", new Value.Mapping(application.Dependencies)),
        ("runtime", application.Runtime),
        ("hooks", Documents.Object(
            ("build", Documents.Text(application.Hooks.Build)),
            ("deploy", Documents.Text(application.Hooks.Deploy)),
            ("post_deploy", Documents.Text(application.Hooks.PostDeploy)))),
        (instance.Worker is null ? "web" : "worker", Documents.Object(("commands", Commands(instance.Commands)))));

    /// <summary>At build time: without what the build must not depend on, so it is also what the build's id follows from.</summary>
    public static Value.Mapping OfBuild(Application application) => Documents.Object(
        ("name", Documents.Text(application.Name)),
        ("type", Documents.Text(application.Type.ToString())),
        ("stack", application.Stack is { } stack
            ? Documents.Object(
                ("runtimes", new Value.Mapping(stack.Runtimes)),
                ("packages", new Value.List(stack.Packages.Select(name => Documents.Text(name)).ToSequence())))
            : Value.Null.Instance),
        ("source", Documents.Object(("root", Documents.Text("/" + application.SourceRoot)))),
        ("build", Documents.Object(("flavor", Documents.Text(application.BuildFlavor)))),
        ("dependencies", new Value.Mapping(application.Dependencies)),
        ("runtime", application.Runtime),
        ("variables", Documents.Map(application.Variables, group => new Value.Mapping(group))),
        ("hooks", Documents.Object(("build", Documents.Text(application.Hooks.Build)))),
        ("web", Documents.Object(("mounts", Documents.Map(application.Instances.Contains(application.Web) ? application.Web.Mounts : Map<Mount>.Empty, Mount)))),
        ("workers", Documents.Map(application.Workers, worker => Documents.Object(("mounts", Documents.Map(worker.Mounts, Mount))))));

    private static Value.Mapping Relationship(Relationship relationship) => Documents.Object(
        ("service", Documents.Text(relationship.Service)),
        ("endpoint", Documents.Text(relationship.Endpoint)));

    private static Value.Mapping Mount(Mount mount) => Documents.Object(
        ("source", Documents.Text(mount.Source.ToString().ToLowerInvariant())),
        ("source_path", Documents.Text(mount.SourcePath)),
        ("service", Documents.Text(mount.Service)));

    private static Value.Mapping Commands(Commands commands) => Documents.Object(
        ("pre_start", Documents.Text(commands.PreStart)),
        ("start", Documents.Text(commands.Start)),
        ("post_start", Documents.Text(commands.PostStart)));
}
