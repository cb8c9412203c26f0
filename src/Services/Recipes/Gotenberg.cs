using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Gotenberg, which makes PDF files of documents and pages.</summary>
internal sealed class Gotenberg : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["gotenberg"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "BALANCED";
        return new()
        {
            Commands = new(null, Shell.Line("exec gotenberg", [$"--api-port={Port}", "--api-bind-ip=0.0.0.0"]),
                Shell.Await(Shell.IsListening(Port), "Gotenberg")),
            Endpoints = new([new("http", new("http", "http", Port) { AddressOnly = true })]),
            DefaultEndpoint = "http",
            Ports = [Port],
            Memory = context.MemoryOf(profile),
            ContainerProfile = profile,
            Image = service.ImageOf("gotenberg/gotenberg"),
        };
    }

    private const int Port = 3000;
}
