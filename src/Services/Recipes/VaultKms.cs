using System.Text;
using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Vault's transit engine: it signs and encrypts by keys that nobody gets to see.</summary>
/// <remarks>The key that unseals the store, and its root token, lie in the volume beside the store: who has the volume has both. On the
/// platform, too, the service unseals itself.</remarks>
internal sealed class VaultKms : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["vault-kms"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var configuration = new ServiceConfiguration(service);
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var tokens = configuration.Map("endpoints").ToMap(
            entry => configuration.Name("endpoints", entry.Key), entry => (Token: context.Secret($"endpoint {entry.Key}"), Rules: Rules(configuration, entry.Key, entry.Value)));
        return new()
        {
            Commands = new(PreStart, "unset SUNDOG_PROVISION\nexec vault server -config=/run/vault/config.json", PostStart),
            Environment = new(
            [
                new("VAULT_ADDR", $"http://127.0.0.1:{Port}"),
                new("SUNDOG_PROVISION", Provision(tokens)),
            ]),
            Endpoints = tokens.ToMap(entry => entry.Key, entry => new Endpoint(entry.Key, "http", Port)
            {
                Username = "",
                Password = entry.Value.Token,
                Path = "/",
                Query = Endpoint.Primary,
            }),
            DefaultEndpoint = tokens.Count == 1 ? tokens.Keys.Single() : null,
            Ports = [Port],
            Disk = context.DiskOf(service, MinimumDisk),
            MinimumDisk = MinimumDisk,
            Memory = context.MemoryOf(profile),
            ContainerProfile = profile,
            Image = service.ImageOf("hashicorp/vault"),
        };
    }

    private const int Port = 8200;

    private const int MinimumDisk = 512;

    private sealed record Rule(string Policy, string Key, string Kind);

    private static Sequence<Rule> Rules(ServiceConfiguration configuration, string endpoint, Value value)
    {
        var path = $"endpoints.{endpoint}";
        Sequence<Value> rules = value switch
        {
            Value.List(var several) => several,
            Value.Null => [],
            _ => [value],
        };
        return rules.Select(rule =>
        {
            var keys = configuration.Map(path, rule);
            return new Rule(
                Text(keys, "policy"), configuration.Name($"{path}.key", Text(keys, "key")), keys.ContainsKey("type") ? Text(keys, "type") : "encrypt");
        }).ToSequence();

        string Text(Map<Value> keys, string name) =>
            keys.TryGetValue(name, out var given) ? configuration.Text($"{path}.{name}", given) : throw configuration.Wrong($"`{path}` lacks `{name}`");
    }

    // Read by a shell from its input, so that the tokens are on no command line. A token that is there stays; its year begins anew.
    private static string Provision(Map<(string Token, Sequence<Rule> Rules)> endpoints)
    {
        var script = new StringBuilder("set -e\nvault secrets list | grep -q '^transit/' || vault secrets enable transit\n");
        foreach (var rule in endpoints.Values.SelectMany(endpoint => endpoint.Rules).DistinctBy(rule => rule.Key))
        {
            var key = Shell.Quote($"transit/keys/{rule.Key}");
            script.AppendLine($"vault read {key} >/dev/null 2>&1 || vault write -f {key} type={(rule.Kind == "sign" ? "ecdsa-p256" : "chacha20-poly1305")}");
        }

        foreach (var (name, (token, rules)) in endpoints)
        {
            script.AppendLine($"vault policy write {Shell.Quote(name)} - <<'END'\n{string.Join('\n', rules.SelectMany(Paths))}\nEND");
            script.AppendLine(
                $$"""
                if VAULT_TOKEN='{{token}}' vault token lookup >/dev/null 2>&1; then
                  VAULT_TOKEN='{{token}}' vault token renew
                else
                  vault write auth/token/create - <<'END'
                {"id": "{{token}}", "policies": ["{{name}}"], "period": "8760h", "no_parent": true}
                END
                fi
                """);
        }

        return script.ToString();
    }

    // As the platform's page lists them.
    private static IEnumerable<string> Paths(Rule rule) => rule.Policy switch
    {
        "admin" =>
        [
            $$"""path "transit/keys/{{rule.Key}}" { capabilities = ["read"] }""",
            $$"""path "transit/keys/{{rule.Key}}/*" { capabilities = ["read", "create", "update", "delete"] }""",
        ],
        "sign" or "verify" => [.. new[] { "", "/*" }.Select(rest => $$"""path "transit/{{rule.Policy}}/{{rule.Key}}{{rest}}" { capabilities = ["read", "update"] }""")],
        _ => [$$"""path "transit/{{rule.Policy}}/{{rule.Key}}" { capabilities = ["read", "update"] }"""],
    };

    private static readonly string PreStart =
        $$"""
        umask 077
        mkdir -p /run/vault /mnt/vault
        cat > /run/vault/config.json <<'END'
        {
          "storage": { "file": { "path": "/mnt/vault/store" } },
          "listener": { "tcp": { "address": "0.0.0.0:{{Port}}", "tls_disable": true } },
          "default_lease_ttl": "8760h",
          "max_lease_ttl": "8760h",
          "disable_mlock": true
        }
        END
        """;

    // What opens the store is printed once in its life.
    private static readonly string PostStart =
        $$"""
        umask 077
        {{Shell.Await(Shell.IsListening(Port), "Vault")}}
        if ! vault operator init -status >/dev/null 2>&1; then
          vault operator init -key-shares=1 -key-threshold=1 > /mnt/vault/init.new && sync -f /mnt/vault/init.new && mv /mnt/vault/init.new /mnt/vault/init || exit 1
        fi
        if [ ! -f /mnt/vault/init ]; then echo 'the start that made the store was cut off before its key was kept: delete the volume' >&2; exit 1; fi
        sed -n 's/^Unseal Key 1: //p' /mnt/vault/init | tr -d '\n' > /run/vault/key
        vault write sys/unseal key=@/run/vault/key >/dev/null || exit 1
        rm /run/vault/key
        VAULT_TOKEN=$(sed -n 's/^Initial Root Token: //p' /mnt/vault/init)
        export VAULT_TOKEN
        {{Shell.Await("vault token lookup", "Vault")}}
        printf '%s\n' "$SUNDOG_PROVISION" | sh >/dev/null
        """;
}
