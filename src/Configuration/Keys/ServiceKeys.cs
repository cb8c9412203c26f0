namespace Sundog.Configuration;

/// <summary>The keys of <c>configuration</c>, by the service's type. The platform publishes no list of all of them, so a key that is not
/// here is a warning and not an error.</summary>
internal static class ServiceKeys
{
    private static readonly Shape _text = InstanceKeys.Text;
    private static readonly Shape _name = new ScalarShape();
    private static readonly ListShape _names = new(_name);
    private static readonly Shape _directory = new DirectoryShape();

    private static SectionShape MariaDbProperties { get; } = new(
        "properties of MariaDB",
        new Key("max_allowed_packet", new WholeShape(1, 100), "MB of the largest packet.") { Default = "16" },
        new Key("default_charset", _text, "The character set of new tables.") { Default = "utf8mb4" },
        new Key("default_collation", _text, "The collation of new tables.") { Default = "utf8mb4_unicode_ci" },
        new Key("optimizer_switch", _text, "Switches of the optimizer."),
        new Key("optimizer_use_condition_selectivity", _name, "Which statistics the optimizer uses.") { Default = "4" },
        new Key("innodb_adaptive_hash_index", _name, "Whether InnoDB keeps an adaptive hash index.") { Default = "0" },
        new Key("max_heap_table_size", new WholeShape(1, 4096), "MB of the largest table in memory.") { Default = "32" },
        new Key("table_definition_cache", _name, "How many tables' definitions are kept.") { Default = "400" },
        new Key("table_open_cache", _name, "How many tables stay open.") { Default = "400" },
        new Key("wsrep_sync_wait", _name, "Which statements wait for the cluster.") { Default = "0" });

    private static SectionShape MariaDb { get; } = Settings(
        "the configuration of MariaDB",
        new Key("schemas", _names, "The schemas; one that is removed is dropped.") { Default = "[main]" },
        new Key(
            "endpoints",
            Endpoints(
                "an endpoint of MariaDB",
                new Key("default_schema", _name, "The schema a client gets without asking; it is `path` of the relationship."),
                Privileges("schema", ServiceSettings.SchemaPrivileges),
                new Key("replication", InstanceKeys.Truth, "Whether replicas may stream from it.") { Default = "false" }),
            "The endpoints, each with a user of its own.")
        { Default = "mysql, which is admin of main" },
        new Key("properties", MariaDbProperties, "Settings of the server."),
        new Key("rotate_passwords", InstanceKeys.Truth, "Whether passwords change now and then.") { Default = "true" });

    private static SectionShape PostgreSql { get; } = Settings(
        "the configuration of PostgreSQL",
        new Key("databases", _names, "The databases; one that is removed is dropped.") { Default = "[main]" },
        new Key(
            "endpoints",
            Endpoints(
                "an endpoint of PostgreSQL",
                new Key("default_database", _name, "The database a client gets without asking; it is `path` of the relationship."),
                Privileges("database", ServiceSettings.DatabasePrivileges),
                new Key("replication", InstanceKeys.Truth, "Whether replicas may stream from it.") { Default = "false" }),
            "The endpoints, each with a user of its own.")
        { Default = "postgresql, which is admin of main" },
        new Key("extensions", _names, "Extensions that every database has.") { Default = "[]" },
        new Key("default_ctype", _text, "The character classes of new databases.") { Default = "C.UTF-8" },
        new Key("default_collation", _text, "The collation of new databases.") { Default = "C.UTF-8" },
        new Key("default_charset", _text, "The character set of new databases.") { Default = "UTF8" });

    private static SectionShape KeyValueStore { get; } = Settings(
        "the configuration of Redis and Valkey",
        new Key(
            "maxmemory_policy",
            new ChoiceShape([.. ServiceSettings.MaxmemoryPolicies]),
            "What is dropped when the memory is full.")
        { Default = ServiceSettings.MaxmemoryPolicies[0] });

    private static SectionShape RabbitMq { get; } = Settings(
        "the configuration of RabbitMQ",
        new Key("vhosts", _names, "Virtual hosts beside the default one.") { Default = "[]" });

    private static SectionShape Search { get; } = Settings(
        "the configuration of OpenSearch and Elasticsearch",
        new Key(
            "authentication",
            new SectionShape(
                "authentication",
                new Key("enabled", InstanceKeys.Truth, "Whether a user and password are needed.") { Default = "false" })
            { Stranger = Rules.UnknownSetting },
            "Access to the server."),
        new Key("plugins", _names, "Plugins to install; one that is removed stays installed.") { Default = "[]" });

    private static SectionShape Solr { get; } = Settings(
        "the configuration of Solr",
        new Key(
            "cores",
            new NamesShape(
                "core",
                Settings(
                    "a core",
                    new Key("conf_dir", _directory, "The directory of its configuration, by `!archive`."),
                    new Key("core_properties", _text, "The text of `core.properties`.")))
            { ValueOptional = true },
            "The cores.")
        { Default = "collection1" },
        new Key(
            "endpoints",
            Endpoints("an endpoint of Solr", new Key("core", _name, "The core it leads to.")),
            "The endpoints.")
        { Default = "solr" },
        new Key("configsets", new NamesShape("config set", _directory), "Configurations that cores share, by `!archive`."),
        new Key("modules", _names, "Modules to load.") { Default = "[]" },
        new Key("core_config", _directory, "Solr 4: the directory of the only core's configuration, by `!archive`."));

    private static SectionShape ClickHouse { get; } = Settings(
        "the configuration of ClickHouse",
        new Key("databases", _names, "The databases.") { Default = "[main]" },
        new Key(
            "endpoints",
            Endpoints(
                "an endpoint of ClickHouse",
                new Key("port", new WholeShape(8123, 9000) { Only = [8123, 9000] }, "9000 for its own protocol, 8123 for HTTP.") { Default = "9000" },
                new Key("default_database", _name, "The database a client gets without asking."),
                Privileges("database", ServiceSettings.DatabasePrivileges)),
            "The endpoints, each with a user of its own."));

    private static SectionShape Varnish { get; } = Settings(
        "the configuration of Varnish",
        new Key("vcl", _text, "The text in VCL, mostly by `!include {type: string, path: ...}`."));

    private static SectionShape Policy { get; } = Settings(
        "a policy",
        new Key("policy", new ChoiceShape("admin", "sign", "verify", "encrypt", "decrypt", "rewrap"), "What may be done."),
        new Key("key", _name, "The key with which."),
        new Key("type", new ChoiceShape("sign", "encrypt"), "What the key is for; it cannot be changed later."));

    private static SectionShape Vault { get; } = Settings(
        "the configuration of Vault",
        new Key(
            "endpoints",
            new NamesShape("endpoint", new EitherShape(new ListShape(Policy), Policy)) { ValueOptional = true },
            "The endpoints; there is none without this."));

    private static SectionShape None { get; } = Settings("the configuration of a service that has no settings");

    /// <summary>By type; a type that is not here (MongoDB) may hold anything.</summary>
    public static ByTypeShape Configuration { get; } = new(
        InstanceKeys.Map,
        (MariaDb, ["mariadb", "mysql", "oracle-mysql", "mariadb-replica"]),
        (PostgreSql, ["postgresql", "postgresql-replica", "postgres-replica"]),
        (KeyValueStore, ["redis", "redis-persistent", "valkey", "valkey-persistent"]),
        (RabbitMq, ["rabbitmq"]),
        (Search, ["opensearch", "elasticsearch", "elasticsearch-enterprise"]),
        (Solr, ["solr"]),
        (ClickHouse, ["clickhouse"]),
        (Varnish, ["varnish"]),
        (Vault, ["vault-kms"]),
        (None, ["memcached", "kafka", "chrome-headless", "gotenberg", "influxdb", "mercure", "network-storage"]));

    private static SectionShape Settings(string title, params Key[] keys) => new(title, keys) { Stranger = Rules.UnknownSetting };

    private static NamesShape Endpoints(string title, params Key[] keys) => new("endpoint", Settings(title, keys)) { ValueOptional = true };

    private static Key Privileges(string noun, IReadOnlyList<string> words) => new(
        "privileges", new NamesShape(noun, new ChoiceShape([.. words])), $"What its user may do, by {noun}.");
}
