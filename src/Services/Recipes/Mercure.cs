using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Mercure, a hub that pushes updates to browsers. Its image is a Caddy server that has the hub built in.</summary>
internal sealed class Mercure : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["mercure"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var secret = context.Secret("jwt");
        return new()
        {
            Commands = new(PreStart, "exec caddy run --config /run/mercure/Caddyfile --adapter caddyfile", Shell.Await(Shell.IsListening(Port), "Mercure")),
            Environment = new([new("MERCURE_JWT_KEY", secret), new("XDG_DATA_HOME", "/mnt/mercure"), new("XDG_CONFIG_HOME", "/run/mercure")]),
            Endpoints = new([new("mercure", new("mercure", "http", Port) { Password = secret })]),
            DefaultEndpoint = "mercure",
            Ports = [Port],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = context.MemoryOf(profile),
            ContainerProfile = profile,
            // The type's only version, 0, is every release there is.
            Image = "docker.io/dunglas/mercure:latest",
        };
    }

    private const int Port = 3000;

    private const int MinimumDisk = 256;

    private static readonly string PreStart =
        $$"""
        umask 077
        mkdir -p /run/mercure /mnt/mercure
        cat > /run/mercure/Caddyfile <<'END'
        {
          auto_https off
          admin off
          persist_config off
        }
        :{{Port}} {
          mercure {
            transport bolt {
              path /mnt/mercure/mercure.db
            }
            publisher_jwt {env.MERCURE_JWT_KEY}
            subscriber_jwt {env.MERCURE_JWT_KEY}
            cors_origins *
            anonymous
            subscriptions
          }
          respond /healthz 200
          respond 404
        }
        END
        """;
}
