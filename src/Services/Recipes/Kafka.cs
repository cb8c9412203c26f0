using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Kafka, as one node that is broker and controller.</summary>
/// <remarks>Clients are sent on to the address that a broker advertises, so it must be a name that each of them knows: the service's long
/// one, not a relationship's.</remarks>
internal sealed class Kafka : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["kafka"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        return new()
        {
            Commands = new(PreStart(context.Hostname ?? service.Name), Start, Shell.Await(Shell.IsListening(Port), "Kafka")),
            Environment = new(
            [
                new("KAFKA_HEAP_OPTS", $"-Xms{memory / 2}m -Xmx{memory / 2}m"),
                new("LOG_DIR", "/tmp/kafka"),
            ]),
            Endpoints = new([new("kafka", new("kafka", "kafka", Port) { AddressOnly = true })]),
            DefaultEndpoint = "kafka",
            Ports = [Port],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = memory,
            ContainerProfile = profile,
            Image = service.WholeVersionImageOf("apache/kafka"),
        };
    }

    private const int Port = 9092;

    private const int MinimumDisk = 512;

    private static string PreStart(string hostname) =>
        $"""
        umask 077
        mkdir -p /run/kafka /mnt/kafka /tmp/kafka
        cat > /run/kafka/server.properties <<'END'
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@localhost:9093
        listeners=PLAINTEXT://0.0.0.0:{Port},CONTROLLER://127.0.0.1:9093
        advertised.listeners=PLAINTEXT://{hostname}:{Port}
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        controller.listener.names=CONTROLLER
        log.dirs=/mnt/kafka
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        END
        # The name of the cluster stays the volume's own.
        if [ ! -f /mnt/kafka/meta.properties ]; then
          /opt/kafka/bin/kafka-storage.sh format --ignore-formatted --config /run/kafka/server.properties \
            --cluster-id "$(/opt/kafka/bin/kafka-storage.sh random-uuid)"
        fi
        """;

    private const string Start = "exec /opt/kafka/bin/kafka-server-start.sh /run/kafka/server.properties";
}
