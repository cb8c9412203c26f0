namespace Sundog.Configuration.Tests;

/// <summary>A table per service type: what its <c>configuration</c> may hold.</summary>
public sealed class ServiceKeyTests
{
    [Theory]
    [InlineData("mariadb:11.8", "{}")]
    [InlineData("mariadb:11.8", "", "SUN0107")]
    [InlineData("mariadb:11.8", "[main]", "SUN0103")]
    [InlineData("mariadb:11.8", "{schemas: [main, 2024], endpoints: {admin: {default_schema: main, privileges: {main: admin, '2024': rw}}, reader: {privileges: {main: ro}}}}")]
    [InlineData("mysql:11.8", "{schemas: [main], endpoints: {main: {privileges: {main: replication}}, copy: {privileges: {main: replication-admin}}}}")]
    [InlineData("mariadb:11.8", "{properties: {max_allowed_packet: 64, default_charset: utf8, innodb_adaptive_hash_index: off}, rotate_passwords: false}")]
    [InlineData("mariadb:11.8", "{schema: [main]}", "SUN0114")]
    [InlineData("mariadb:11.8", "{schemas: main}", "SUN0103")]
    [InlineData("mariadb:11.8", "{schemas: [[main]]}", "SUN0103")]
    [InlineData("mariadb:11.8", "{schemas: }", "SUN0107")]
    [InlineData("mariadb:11.8", "{schemas: []}")]
    [InlineData("mariadb:11.8", "{endpoints: [admin]}", "SUN0103")]
    [InlineData("mariadb:11.8", "{endpoints: {admin: }}")]
    [InlineData("mariadb:11.8", "{endpoints: {admin: {default_scheme: main}}}", "SUN0114")]
    [InlineData("mariadb:11.8", "{schemas: [main], endpoints: {admin: {privileges: {main: owner}}}}", "SUN0104")]
    [InlineData("mariadb:11.8", "{schemas: [main], endpoints: {admin: {default_schema: mian, privileges: {other: ro}}}}", "SUN0220", "SUN0220")]
    [InlineData("mariadb:11.8", "{endpoints: {admin: {default_schema: main}}}", "SUN0220")]
    [InlineData("mariadb:11.8", "{properties: {max_allowed_packet: 0}}", "SUN0106")]
    [InlineData("mariadb:11.8", "{properties: {max_packet: 1}}", "SUN0101")]
    [InlineData("mariadb:11.8", "{rotate_passwords: never}", "SUN0103")]
    [InlineData("oracle-mysql:8.4", "{schemas: [main]}")]
    [InlineData("postgresql:18", "{databases: [main, other], endpoints: {admin: {default_database: main, privileges: {main: admin, other: ro}}, replicator: {replication: true}}}")]
    [InlineData("postgresql:18", "{extensions: [pg_trgm, postgis], default_ctype: fr_FR.UTF-8, default_collation: fr_FR.UTF-8, default_charset: UTF8}")]
    [InlineData("postgresql:18", "{endpoints: {reader: {default_database: main, privileges: {main: ro}}}}")]
    [InlineData("postgresql:18", "{endpoints: {reader: {default_database: mine}}}", "SUN0220")]
    [InlineData("postgresql:18", "{endpoints: {reader: {privileges: {main: replication}}}}", "SUN0104")]
    [InlineData("postgresql:18", "{extension: [pg_trgm]}", "SUN0114")]
    [InlineData("postgresql:18", "{extensions: pg_trgm}", "SUN0103")]
    [InlineData("postgresql:18", "{extensions: }", "SUN0107")]
    [InlineData("redis:8.0", "{maxmemory_policy: volatile-ttl}")]
    [InlineData("valkey-persistent:9.0", "{maxmemory_policy: noeviction}")]
    [InlineData("redis-persistent:8.0", "{maxmemory_policy: allkeys_lru}", "SUN0104")]
    [InlineData("valkey:9.0", "{maxmemory-policy: noeviction}", "SUN0114")]
    [InlineData("valkey:9.0", "{maxmemory_policy: }", "SUN0107")]
    [InlineData("rabbitmq:4.3", "{vhosts: [foo, bar]}")]
    [InlineData("rabbitmq:4.3", "{vhosts: {foo: }}", "SUN0103")]
    [InlineData("rabbitmq:4.3", "{vhost: [foo]}", "SUN0114")]
    [InlineData("opensearch:3", "{authentication: {enabled: true}, plugins: [analysis-icu]}")]
    [InlineData("elasticsearch:7.10", "{plugins: [analysis-icu]}")]
    [InlineData("elasticsearch-enterprise:9.3", "{authentication: {enabled: sometimes}}", "SUN0103")]
    [InlineData("opensearch:3", "{authentication: {enable: true}}", "SUN0114")]
    [InlineData("opensearch:3", "{plugin: [analysis-icu]}", "SUN0114")]
    [InlineData("solr:9.9", "{cores: {main: {core_properties: 'configSet=x'}, other: }, endpoints: {main: {core: main}}, modules: [ltr]}")]
    [InlineData("solr:9.9", "{cores: {main: {}}, endpoints: {main: {core: other}}}", "SUN0220")]
    [InlineData("solr:9.9", "{cores: [main]}", "SUN0103")]
    [InlineData("solr:9.9", "{cores: {main: {config_dir: x}}}", "SUN0114")]
    [InlineData("clickhouse:26.3", "{databases: [main], endpoints: {http: {port: 8123, default_database: main, privileges: {main: rw}}}}")]
    [InlineData("clickhouse:26.3", "{endpoints: {http: {port: 8124}}}", "SUN0104")]
    [InlineData("clickhouse:26.3", "{databases: [main], endpoints: {http: {default_database: mian}}}", "SUN0220")]
    [InlineData("varnish:9.0", "{vcl: 'sub vcl_recv {}'}")]
    [InlineData("varnish:9.0", "{vlc: ''}", "SUN0114")]
    [InlineData("varnish:9.0", "{vcl: {path: a.vcl}}", "SUN0103")]
    [InlineData("vault-kms:1.12", "{endpoints: {manage: [{policy: admin, key: vault-sign, type: sign}, {policy: sign, key: vault-sign, type: sign}]}}")]
    [InlineData("vault-kms:1.12", "{endpoints: {manage: [{policy: root, key: vault-sign, type: sign}]}}", "SUN0104")]
    [InlineData("vault-kms:1.12", "{endpoints: {manage: [{policy: admin, keys: a}]}}", "SUN0114")]
    [InlineData("mongodb:4.0", "{anything: goes}")]
    [InlineData("network-storage:1.0", "{}")]
    [InlineData("network-storage:1.0", "{size: 5}", "SUN0114")]
    [InlineData("memcached:1.6", "{memory: 5}", "SUN0114")]
    [InlineData("kafka:4.3", "{topics: [a]}", "SUN0114")]
    [InlineData("influxdb:3", "{}")]
    [InlineData("mercure:0", "{}")]
    [InlineData("gotenberg:8", "{}")]
    [InlineData("chrome-headless:120", "{}")]
    [InlineData("unheard-of:1", "{a: b}", "SUN0205")]
    public void Configuration(string type, string value, params string[] codes) => Assert.Equal(codes.Order(), Codes.Of(Example(nameof(Configuration), [type, value])).Order());

    [Theory]
    [InlineData("postgresql:18", "{extension: []}", "did you mean 'extensions'?")]
    [InlineData("mariadb:11.8", "{schemes: []}", "did you mean 'schemas'?")]
    [InlineData("redis:8.0", "{maxmemory-policy: noeviction}", "did you mean 'maxmemory_policy'?")]
    [InlineData("redis:8.0", "{maxmemory_policy: allkeys_lru}", "did you mean 'allkeys-lru'?")]
    [InlineData("memcached:1.6", "{memory: 1}", "none is known")]
    public void A_misspelt_setting_of_a_service(string type, string value, string hint) =>
        Assert.Equal(hint, Codes.Only(Example(nameof(Configuration), [type, value])).Hint);

    [Fact]
    public void A_replica_may_name_the_schemas_of_its_primary() => Assert.Empty(Codes.Of(Codes.Application("hooks: {}") + """
        services:
          main: {type: "mariadb:11.8", configuration: {schemas: [shop], endpoints: {mysql: {default_schema: shop, privileges: {shop: admin}}}}}
          copy: {type: "mariadb-replica:11.8", relationships: {primary: "main:replicator"}, configuration: {endpoints: {mysql: {default_schema: shop}}}}
        """));

    [Fact]
    public void Directories_of_Solr_are_archives() => Assert.Empty(Codes.Of(new Repository()
        .Add(".upsun/config.yaml", Codes.Application("hooks: {}") + "services: {s: {type: 'solr:9.9', configuration: {cores: {main: {conf_dir: !archive solr}}, configsets: {a: !archive solr}, core_config: !archive solr}}}\n")
        .Add(".upsun/solr/schema.xml", "<x/>").Read()));

    /// <summary>The configuration that a case of the table is about.</summary>
    internal static string Example(string table, object?[] data) =>
        Codes.Application("hooks: {}") + $"services: {{s: {{type: '{data[0]}', configuration: {data[1]}}}}}\n";
}
