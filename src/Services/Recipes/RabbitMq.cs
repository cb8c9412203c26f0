using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>RabbitMQ, as one node that nothing but its own container can administer.</summary>
/// <remarks>The node is named <c>rabbit@localhost</c>, so that its data does not depend on the container's host name; epmd and the Erlang
/// distribution listen on loopback. Plugins are not enabled and, as the start is long enough, not even seen: the server looks for each of
/// its modules in the directory of each plugin, so it gets a home in which there are none. That halves its start.</remarks>
internal sealed class RabbitMq : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["rabbitmq"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        var vhosts = new ServiceConfiguration(service).Names("vhosts").Prepend("/").Distinct().ToSequence();
        return new()
        {
            Commands = new(PreStart(vhosts, memory), Start, PostStart),
            Environment = Settings,
            Endpoints = new(
            [
                new("rabbitmq", new("rabbitmq", "amqp", Port)
                {
                    Username = "guest",
                    Password = "guest",
                }),
            ]),
            DefaultEndpoint = "rabbitmq",
            Ports = [Port],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            // Asking the server itself for its version would start an Erlang machine.
            Host = [new(["rabbitmq-server"], ["/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server", "erl"],
                ["find", "/usr/lib/rabbitmq/lib", "-maxdepth", "1", "-name", "rabbitmq_server-*"])],
            Image = service.ImageOf("rabbitmq"),
        };
    }

    private const int Port = 5672;

    private const int MinimumDisk = 256;

    // In the environment rather than in the command, so that rabbitmqctl finds the node from any shell in the container.
    private static readonly Map<string> Settings = new(
    [
        new("RABBITMQ_NODENAME", "rabbit@localhost"),
        new("RABBITMQ_SCRIPTS_DIR", "/run/rabbitmq/home/sbin"),
        new("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
        new("RABBITMQ_CONFIG_FILE", "/run/rabbitmq/rabbitmq.conf"),
        new("RABBITMQ_ENABLED_PLUGINS_FILE", "/run/rabbitmq/enabled_plugins"),
        new("RABBITMQ_GENERATED_CONFIG_DIR", "/run/rabbitmq/generated"),
        new("RABBITMQ_MNESIA_BASE", "/mnt/rabbitmq"),
        new("RABBITMQ_LOG_BASE", "/tmp"),
        new("RABBITMQ_LOGS", "-"),
        new("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
        new("ERL_EPMD_ADDRESS", "127.0.0.1"),
    ]);

    // The server's own scripts and not Debian's wrappers, which insist on the user rabbitmq. Of the plugins, the server itself is made of
    // those that its description names.
    private const string Home =
        """
        mkdir -p /run/rabbitmq/home/plugins
        installed=$(PATH=/usr/lib/rabbitmq/bin:$PATH command -v rabbitmq-server)
        installed=$(dirname "$(dirname "$(readlink -f "$installed")")")
        ln -sfn "$installed/sbin" "$installed/escript" /run/rabbitmq/home/
        for plugin in "$installed"/plugins/*; do
          name=${plugin##*/}
          case $name in
            rabbitmq_*) grep -q "${name%%-*}" "$installed"/plugins/rabbit-*/ebin/rabbit.app || continue ;;
          esac
          ln -sfn "$plugin" /run/rabbitmq/home/plugins/
        done
        """;

    // Definitions are imported at each start, before the first client is let in. The default user's password is public: it is the name.
    private static string PreStart(Sequence<string> vhosts, int memory) =>
        $$"""
        umask 077
        mkdir -p /run/rabbitmq /mnt/rabbitmq
        {{Home}}
        echo '[].' > /run/rabbitmq/enabled_plugins
        cat > /run/rabbitmq/rabbitmq.conf <<'END'
        listeners.tcp.1 = 0.0.0.0:{{Port}}
        loopback_users = none
        load_definitions = /run/rabbitmq/definitions.json
        total_memory_available_override_value = {{memory}}MB
        vm_memory_high_watermark.relative = 0.6
        log.console = true
        log.console.level = info
        log.file = false
        END
        cat > /run/rabbitmq/definitions.json <<'END'
        {{Definitions(vhosts)}}
        END
        """;

    private static string Definitions(Sequence<string> vhosts) => Json(
        ("users", List([Json(("name", Text("guest")), ("password", Text("guest")), ("tags", Text("administrator")))])),
        ("vhosts", List(vhosts.Select(vhost => Json(("name", Text(vhost)))))),
        ("permissions", List(vhosts.Select(vhost => Json(
            ("user", Text("guest")), ("vhost", Text(vhost)), ("configure", Text(".*")), ("write", Text(".*")), ("read", Text(".*")))))))
        .ToJson();

    // With input "allowed" the script replaces itself by the Erlang machine, which ends cleanly on SIGTERM. A large limit of open files
    // costs the machine hundreds of megabytes.
    private const string Start =
        """
        ulimit -n 65536 2>/dev/null
        RABBITMQ_ALLOW_INPUT=1 exec /run/rabbitmq/home/sbin/rabbitmq-server -noinput </dev/null
        """;

    private static readonly string PostStart = Shell.Await(Shell.IsListening(Port), "RabbitMQ");

    private static Value.Mapping Json(params ReadOnlySpan<(string Key, Value Value)> entries) =>
        new(entries.ToArray().ToMap(entry => entry.Key, entry => entry.Value));

    private static Value.List List(IEnumerable<Value> items) => new(items.ToSequence());

    private static Value.Text Text(string content) => new(content);
}
