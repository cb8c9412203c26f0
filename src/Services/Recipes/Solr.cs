using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Solr, as one server with cores of its own.</summary>
internal sealed class Solr : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["solr"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        var cores = Cores(configuration);
        var endpoints = Endpoints(configuration, cores);
        var (archives, script) = SolrCores.Of(configuration, cores);
        return new()
        {
            Commands = new(PreStart(script), Start(service), Shell.Await(Shell.IsListening(Port), "Solr")),
            Environment = new(
            [
                new("SOLR_HOME", SolrCores.Home),
                new("SOLR_PID_DIR", "/tmp"),
                new("SOLR_LOGS_DIR", "/tmp/solr"),
                new("SOLR_PORT", $"{Port}"),
                new("SOLR_JETTY_HOST", "0.0.0.0"),
                new("SOLR_HEAP", $"{memory / 2}m"),
                new("SOLR_MODULES", string.Join(',', configuration.Names("modules"))),
                .. archives.SelectMany(archive => Pieces(archive.Key, context.Archive(archive.Value))),
            ]),
            Endpoints = endpoints,
            DefaultEndpoint = endpoints.ContainsKey("solr") ? "solr" : endpoints.Count == 1 ? endpoints.Keys.Single() : null,
            Ports = [Port],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Image = service.ImageOf("solr"),
        };
    }

    private const int Port = 8080;

    private const int MinimumDisk = 256;

    // No variable of a process may be longer than 128 KB.
    private const int PieceLength = 96 * 1024;

    private static Map<Value> Cores(ServiceConfiguration configuration) =>
        configuration.Has("cores") ? configuration.Map("cores")
        : configuration.Has("core_config") ? new([new("collection1", new Value.Mapping(new([new("conf_dir", configuration.Get("core_config"))])))])
        : new([new("collection1", Value.Null.Instance)]);

    private static Map<Endpoint> Endpoints(ServiceConfiguration configuration, Map<Value> cores)
    {
        if (!configuration.Has("endpoints"))
        {
            return cores.Count == 0 ? Map<Endpoint>.Empty : new([new("solr", Leading("solr", cores.Keys.First()))]);
        }

        return configuration.Map("endpoints").ToMap(entry => configuration.Name("endpoints", entry.Key), entry =>
        {
            var path = $"endpoints.{entry.Key}";
            var core = configuration.Map(path, entry.Value).TryGetValue("core", out var given) ? configuration.Text($"{path}.core", given) : cores.Keys.FirstOrDefault();
            return core is not null && cores.ContainsKey(core)
                ? Leading(entry.Key, core)
                : throw configuration.Wrong($"`{path}.core` names `{core}`, which is not under `cores`");
        });
    }

    private static Endpoint Leading(string name, string core) => new(name, "solr", Port) { Path = $"solr/{core}" };

    private static IEnumerable<KeyValuePair<string, string>> Pieces(string name, string archive) =>
        archive.Chunk(PieceLength).Select((piece, number) => KeyValuePair.Create($"{name}_{number}", new string(piece)));

    private static string PreStart(string script) =>
        $"""
        umask 077
        mkdir -p {SolrCores.Home}/configsets /tmp/solr
        cp {SolrCores.Image}/solr.xml {SolrCores.Home}/solr.xml
        {script}
        """;

    // From 10 on a server is one of a cluster unless told otherwise.
    private static string Start(Service service) =>
        $"exec /opt/solr/bin/solr start -f{(int.TryParse(service.Type.Version.Split('.')[0], out var major) && major >= 10 ? " --user-managed" : "")} -p {Port}";
}
