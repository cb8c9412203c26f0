namespace Sundog.Configuration.Tests;

/// <summary>Every key of the configuration with a valid value, a wrong one, none, and an empty one. What is inherited and overridden is in
/// <see cref="InheritanceTests"/>, what takes more than one key in <see cref="KeyTests"/>.</summary>
public sealed class EveryKeyTests
{
    /// <summary>Where '@' is the value: a valid one, a wrong one and its code, the code without a value, and an empty one with its code.</summary>
    private const string Table = """
        type: @ | python:3.14 | [python:3.14] SUN0103 | SUN0107 SUN0219 | '' SUN0105
        stack: @ | {runtimes: [php@8.4], packages: [yarn]} | 5 SUN0103 | SUN0107 | {}
        stack: {runtimes: @} | [php@8.4, {nodejs@24: }] | 5 SUN0103 | SUN0107 | []
        stack: {packages: @} | [yarn, {package: jq, channel: unstable}] | 5 SUN0103 | SUN0107 | []
        stack: {packages: [{package: @}]} | jq | [jq] SUN0103 | SUN0102 | ''
        stack: {packages: [{package: jq, channel: @}]} | unstable | [unstable] SUN0103 | SUN0107 | ''
        source: @ | {root: backend} | backend SUN0103 | SUN0107 | {}
        source: {root: @} | backend | [backend] SUN0103 | SUN0107 | ''
        source: {operations: @} | {update: {command: make}} | make SUN0103 | SUN0107 | {}
        source: {operations: {update: {command: @}}} | make | [make] SUN0103 | SUN0102 | ''
        build: @ | {flavor: none} | none SUN0103 | SUN0107 | {}
        build: {flavor: @} | none | [none] SUN0103 | SUN0107 | ''
        dependencies: @ | {nodejs: {yarn: '*'}} | [yarn] SUN0103 | SUN0107 | {}
        runtime: @ | {extensions: [redis]} | redis SUN0103 | SUN0107 | {}
        runtime: {extensions: @} | [redis, {name: blackfire, configuration: {a: b}}] | redis SUN0103 | SUN0107 | []
        runtime: {extensions: [{name: @}]} | redis | [redis] SUN0103 | SUN0102 | ''
        runtime: {extensions: [{name: redis, configuration: @}]} | {a: b} | a SUN0103 | SUN0107 | {}
        runtime: {disabled_extensions: @} | [redis] | redis SUN0103 | SUN0107 | []
        runtime: {request_terminate_timeout: @} | 300 | soon SUN0103 | SUN0107 | '' SUN0103
        runtime: {sizing_hints: @} | {request_memory: 45} | 45 SUN0103 | SUN0107 | {}
        runtime: {sizing_hints: {request_memory: @}} | 45 | -1 SUN0106 | SUN0107 | '' SUN0103
        runtime: {sizing_hints: {reserved_memory: @}} | 70 | much SUN0103 | SUN0107 | '' SUN0103
        runtime: {xdebug: @} | {idekey: PHPSTORM} | on SUN0103 | SUN0107 | {}
        hooks: @ | {build: make} | make SUN0103 | SUN0107 | {}
        hooks: {build: @} | make | [make] SUN0103 | SUN0107 | ''
        hooks: {deploy: @} | make | [make] SUN0103 | SUN0107 | ''
        hooks: {post_deploy: @} | make | [make] SUN0103 | SUN0107 | ''
        web: @ | {commands: {start: make}} | make SUN0103 | SUN0107 | {}
        web: {commands: @} | {start: make} | make SUN0103 | SUN0107 | {}
        web: {commands: {pre_start: @}} | make | [make] SUN0103 | SUN0107 | ''
        web: {commands: {start: @}} | make | [make] SUN0103 | SUN0107 | ''
        web: {commands: {post_start: @}} | make | [make] SUN0103 | SUN0107 | ''
        web: {upstream: @} | {socket_family: tcp} | tcp SUN0103 | SUN0107 | {}
        web: {upstream: {socket_family: @}} | unix | udp SUN0104 | SUN0107 | '' SUN0104
        web: {upstream: {protocol: @}} | fastcgi | https SUN0104 | SUN0107 | '' SUN0104
        web: {locations: @} | {/: {root: public}} | [/] SUN0103 | SUN0107 | {}
        web: {locations: {/: {root: @}}} | public | [public] SUN0103 | ok | ''
        web: {locations: {/: {allow: @}}} | false | never SUN0103 | SUN0107 | '' SUN0103
        web: {locations: {/: {passthru: @}}} | /index.html | index.html SUN0105 | SUN0107 | '' SUN0105
        web: {locations: {/: {expires: @}}} | 5m | soon SUN0105 | SUN0107 | '' SUN0105
        web: {locations: {/: {scripts: @}}} | false | never SUN0103 | SUN0107 | '' SUN0103
        web: {locations: {/: {headers: @}}} | {X-A: b} | X-A SUN0103 | SUN0107 | {}
        web: {locations: {/: {index: @}}} | [index.html] | index.html SUN0103 | ok | []
        web: {locations: {/: {rules: @}}} | {'\.css$': {allow: true}} | '\.css$' SUN0103 | SUN0107 | {}
        web: {locations: {/: {rules: {'\.css$': {allow: @}}}}} | false | never SUN0103 | SUN0107 | '' SUN0103
        web: {locations: {/: {rules: {'\.css$': {passthru: @}}}}} | /a | a SUN0105 | SUN0107 | '' SUN0105
        web: {locations: {/: {rules: {'\.css$': {expires: @}}}}} | 1y | soon SUN0105 | SUN0107 | '' SUN0105
        web: {locations: {/: {rules: {'\.css$': {scripts: @}}}}} | true | never SUN0103 | SUN0107 | '' SUN0103
        web: {locations: {/: {rules: {'\.css$': {headers: @}}}}} | {X-A: b} | [X-A] SUN0103 | SUN0107 | {}
        web: {locations: {/: {request_buffering: @}}} | {enabled: false} | false SUN0103 | SUN0107 | {}
        web: {locations: {/: {request_buffering: {enabled: @}}}} | false | never SUN0103 | SUN0107 | '' SUN0103
        web: {locations: {/: {request_buffering: {max_request_size: @}}}} | 10m | much SUN0105 | SUN0107 | '' SUN0105
        web: {relationships: @} | {db: } | [db] SUN0103 | SUN0107 | {}
        web: {mounts: @} | {data: {source: tmp}} | [data] SUN0103 | SUN0107 | {}
        web: {variables: @} | {env: {A: b}} | [A] SUN0103 | SUN0107 | {}
        web: {access: @} | {ssh: admin} | admin SUN0103 | SUN0107 | {}
        web: {firewall: @} | {outbound: []} | [443] SUN0103 | SUN0107 | {} SUN0102
        web: {additional_hosts: @} | {a.example: 192.0.2.1} | [a.example] SUN0103 | SUN0107 | {}
        web: {container_profile: @} | BALANCED | AUTO SUN0104 | ok | '' SUN0104
        web: {timezone: @} | Europe/Paris | [UTC] SUN0103 | SUN0107 | '' SUN0413
        workers: @ | {queue: {commands: {start: ./work}}} | [queue] SUN0103 | SUN0107 | {}
        workers: {queue: {commands: @}} | {start: ./work} | ./work SUN0103 | SUN0123 | {} SUN0123
        workers: {queue: {commands: {start: ./work, pre_start: @}}} | make | [make] SUN0103 | SUN0107 | ''
        workers: {queue: {commands: {start: @}}} | ./work | [./work] SUN0103 | SUN0123 | ''
        workers: {queue: {commands: {start: ./work, post_start: @}}} | make | [make] SUN0103 | SUN0107 | ''
        workers: {queue: {commands: {start: a}, relationships: @}} | {db: } | [db] SUN0103 | SUN0107 | {}
        workers: {queue: {commands: {start: a}, mounts: @}} | {data: {source: tmp}} | [data] SUN0103 | SUN0107 | {}
        workers: {queue: {commands: {start: a}, variables: @}} | {env: {A: b}} | [A] SUN0103 | SUN0107 | {}
        workers: {queue: {commands: {start: a}, access: @}} | {ssh: admin} | admin SUN0103 | SUN0107 | {}
        workers: {queue: {commands: {start: a}, firewall: @}} | {outbound: []} | [443] SUN0103 | SUN0107 | {} SUN0102
        workers: {queue: {commands: {start: a}, additional_hosts: @}} | {a.example: 192.0.2.1} | [a.example] SUN0103 | SUN0107 | {}
        workers: {queue: {commands: {start: a}, container_profile: @}} | BALANCED | AUTO SUN0104 | ok | '' SUN0104
        workers: {queue: {commands: {start: a}, timezone: @}} | Europe/Paris | [UTC] SUN0103 | SUN0107 | ''
        crons: @ | {a: {spec: '0 3 * * *', commands: {start: make}}} | [a] SUN0103 | SUN0107 | {}
        crons: {a: {spec: @, commands: {start: make}}} | '0 3 * * *' | 5 SUN0103 SUN0410 | SUN0102 | '' SUN0410
        crons: {a: {spec: '0 3 * * *', commands: @}} | {start: make} | make SUN0103 | SUN0107 SUN0412 | {} SUN0412
        crons: {a: {spec: '0 3 * * *', commands: {start: @}}} | make | [make] SUN0103 | SUN0412 | ''
        crons: {a: {spec: '0 3 * * *', commands: {start: make, stop: @}}} | kill | [kill] SUN0103 | SUN0107 | ''
        crons: {a: {spec: '0 3 * * *', commands: {start: make}, shutdown_timeout: @}} | 5 | -1 SUN0106 | SUN0107 | '' SUN0103
        crons: {a: {spec: '0 3 * * *', commands: {start: make}, timeout: @}} | 60 | 0 SUN0106 | SUN0107 | '' SUN0103
        crons: {a: {spec: '0 3 * * *', cmd: @}} | make SUN0905 | [make] SUN0103 SUN0905 | SUN0107 SUN0412 SUN0905 | '' SUN0905
        operations: @ | {a: {commands: {start: make}}} | [a] SUN0103 | SUN0107 | {}
        operations: {a: {role: @, commands: {start: make}}} | viewer | owner SUN0104 | SUN0107 | '' SUN0104
        operations: {a: {commands: @}} | {start: make} | make SUN0103 | SUN0102 | {} SUN0102
        operations: {a: {commands: {start: @}}} | make | [make] SUN0103 | SUN0102 | ''
        operations: {a: {commands: {start: make, stop: @}}} | kill | [kill] SUN0103 | SUN0107 | ''
        operations: {a: {commands: {start: make}, timeout: @}} | 60 | 0 SUN0106 | SUN0107 | '' SUN0103
        relationships: @ | {db: } | [db] SUN0103 | SUN0107 | {}
        relationships: {store: {service: @}} | db | [db] SUN0103 SUN0210 | SUN0107 SUN0210 | '' SUN0210
        relationships: {store: {service: db, endpoint: @}} | mysql | [mysql] SUN0103 | SUN0107 | '' SUN0212
        mounts: @ | {data: {source: tmp}} | [data] SUN0103 | SUN0107 | {}
        mounts: {data: {source: @}} | instance | disk SUN0104 | SUN0102 | '' SUN0104
        mounts: {data: {source: storage, source_path: @}} | files | [files] SUN0103 | SUN0107 | ''
        mounts: {data: {source: storage, service: @}} | other | [other] SUN0103 | SUN0107 | '' SUN0307
        variables: @ | {env: {A: b}, free: {c: [d]}} | A SUN0103 | SUN0107 | {}
        access: @ | {ssh: admin} | admin SUN0103 | SUN0107 | {}
        access: {ssh: @} | viewer | root SUN0104 | SUN0107 | '' SUN0104
        firewall: @ | {outbound: [{ports: [443]}]} | [443] SUN0103 | SUN0107 | {} SUN0102
        firewall: {outbound: @} | [{ports: [443]}] | {ports: [443]} SUN0103 | SUN0102 | []
        firewall: {outbound: [{ports: [443], protocol: @}]} | tcp | udp SUN0104 | SUN0107 | '' SUN0104
        firewall: {outbound: [{ports: [443], ips: @}]} | [192.0.2.0/24] | 192.0.2.0/24 SUN0103 | SUN0107 | []
        firewall: {outbound: [{ports: [443], domains: @}]} | [example.com] | example.com SUN0103 | SUN0107 | []
        firewall: {outbound: [{domains: [example.com], ports: @}]} | [443] | [70000] SUN0106 | SUN0107 | []
        additional_hosts: @ | {a.example: 192.0.2.1} | a.example SUN0103 | SUN0107 | {}
        container_profile: @ | HIGHER_MEMORY | high SUN0104 | ok | '' SUN0104
        timezone: @ | America/New_York | Mars SUN0413 | SUN0107 | '' SUN0413
        applications: @ | {app: {type: 'rust:1'}} | [] SUN0103 SUN0906 | SUN0111 | {}
        services: @ | {db: {type: 'redis:8.0'}} | [db] SUN0103 | ok | {}
        services: {s: {type: @}} | redis:8.0 | redis SUN0105 | SUN0102 | '' SUN0105
        services: {s: {type: 'redis:8.0', configuration: @}} | {maxmemory_policy: noeviction} | lru SUN0103 | SUN0107 | {}
        services: {s: {type: 'varnish:9.0', relationships: @}} | {app: 'app:http'} | [app] SUN0103 | SUN0107 | {}
        services: {s: {type: 'redis:8.0', container_profile: @}} | BALANCED | AUTO SUN0104 | ok | '' SUN0104
        services: {s: {type: 'redis:8.0', firewall: @}} | {outbound: []} SUN0113 | [443] SUN0103 SUN0113 | SUN0107 SUN0113 | {} SUN0102 SUN0113
        services: {s: {type: 'redis:8.0', disk: @}} | 512 SUN0901 | much SUN0103 SUN0901 | SUN0107 SUN0901 | '' SUN0103 SUN0901
        routes: @ | {'https://{default}/': {type: upstream, upstream: 'app:http'}} | [a] SUN0103 | ok | {}
        routes: {'https://{default}/': {type: @, to: 'https://a.example/'}} | redirect | redirects SUN0104 | SUN0102 | '' SUN0104
        routes: {'https://{default}/': {type: upstream, upstream: @}} | app:http | [app] SUN0103 | SUN0107 SUN0606 | '' SUN0105 SUN0603
        routes: {'https://{default}/': {type: redirect, to: @}} | https://a.example/ | [a] SUN0103 | SUN0107 SUN0606 | ''
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', id: @}} | main | [main] SUN0103 | ok | ''
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', primary: @}} | true | first SUN0103 | ok | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', sticky: @}} | true | never SUN0103 | SUN0107 | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', attributes: @}} | {a: b} | a SUN0103 | SUN0107 | {}
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', ssi: @}} | {enabled: true} | never SUN0103 | SUN0107 | {} SUN0102
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', ssi: {enabled: @}}} | true | never SUN0103 | SUN0102 | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', cache: @}} | {enabled: false} | never SUN0103 | SUN0107 | {}
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', cache: {enabled: @}}} | false | never SUN0103 | SUN0107 | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', cache: {default_ttl: @}}} | 60 | -1 SUN0106 | SUN0107 | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', cache: {cookies: @}}} | ['/^a/', b] | b SUN0103 | SUN0107 | []
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', cache: {headers: @}}} | [Accept] | Accept SUN0103 | SUN0107 | []
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: @}} | {paths: {/a: {to: /b}}} | [/a] SUN0103 | SUN0107 | {} SUN0102
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: {paths: {}, expires: @}}} | 1d | soon SUN0105 | SUN0107 | '' SUN0105
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: {paths: @}}} | {/a: {to: /b}} | [/a] SUN0103 | SUN0102 | {}
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: {paths: {/a: {to: @}}}}} | /b | [/b] SUN0103 | SUN0102 | ''
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: {paths: {/a: {to: /b, regexp: @}}}}} | true | never SUN0103 | SUN0107 | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: {paths: {/a: {to: /b, prefix: @}}}}} | false | never SUN0103 | SUN0107 | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: {paths: {/a: {to: /b, append_suffix: @}}}}} | false | never SUN0103 | SUN0107 | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: {paths: {/a: {to: /b, code: @}}}}} | 307 | 303 SUN0104 | SUN0107 | '' SUN0104
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', redirects: {paths: {/a: {to: /b, expires: @}}}}} | 2w | soon SUN0105 | SUN0107 | '' SUN0105
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', tls: @}} | {min_version: TLSv1.3} | TLSv1.3 SUN0103 | SUN0107 | {}
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', tls: {min_version: @}}} | TLSv1.2 | SSLv3 SUN0104 | ok | '' SUN0104
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', tls: {strict_transport_security: @}}} | {enabled: true} | on SUN0103 | SUN0107 | {}
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', tls: {strict_transport_security: {enabled: @}}}} | true | never SUN0103 | ok | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', tls: {strict_transport_security: {include_subdomains: @}}}} | true | never SUN0103 | ok | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', tls: {strict_transport_security: {preload: @}}}} | true | never SUN0103 | ok | '' SUN0103
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', tls: {client_authentication: @}}} | require | demand SUN0104 | ok | '' SUN0104
        routes: {'https://{default}/': {type: upstream, upstream: 'app:http', tls: {client_certificate_authorities: @}}} | [a] | a SUN0103 | SUN0107 | []
        mariadb: schemas | [main] | main SUN0103 | SUN0107 | []
        mariadb: endpoints | {a: {}} | [a] SUN0103 | SUN0107 | {}
        mariadb: schemas: [main], endpoints: {a: {default_schema: @}} | main | [main] SUN0103 | SUN0107 | '' SUN0220
        mariadb: schemas: [main], endpoints: {a: {privileges: @}} | {main: ro} | ro SUN0103 | SUN0107 | {}
        mariadb: endpoints: {a: {replication: @}} | true | never SUN0103 | SUN0107 | '' SUN0103
        mariadb: properties | {max_allowed_packet: 5} | 5 SUN0103 | SUN0107 | {}
        mariadb: properties: {max_allowed_packet: @} | 5 | 101 SUN0106 | SUN0107 | '' SUN0103
        mariadb: properties: {default_charset: @} | utf8 | [utf8] SUN0103 | SUN0107 | ''
        mariadb: properties: {default_collation: @} | utf8_bin | [utf8] SUN0103 | SUN0107 | ''
        mariadb: properties: {optimizer_switch: @} | mrr=on | [mrr] SUN0103 | SUN0107 | ''
        mariadb: properties: {optimizer_use_condition_selectivity: @} | 1 | [1] SUN0103 | SUN0107 | ''
        mariadb: properties: {innodb_adaptive_hash_index: @} | 1 | [1] SUN0103 | SUN0107 | ''
        mariadb: properties: {max_heap_table_size: @} | 64 | 5000 SUN0106 | SUN0107 | '' SUN0103
        mariadb: properties: {table_definition_cache: @} | 500 | [1] SUN0103 | SUN0107 | ''
        mariadb: properties: {table_open_cache: @} | 500 | [1] SUN0103 | SUN0107 | ''
        mariadb: properties: {wsrep_sync_wait: @} | 1 | [1] SUN0103 | SUN0107 | ''
        mariadb: rotate_passwords | false | never SUN0103 | SUN0107 | '' SUN0103
        postgresql: databases | [main] | main SUN0103 | SUN0107 | []
        postgresql: endpoints | {a: } | [a] SUN0103 | SUN0107 | {}
        postgresql: endpoints: {a: {default_database: @}} | main | [main] SUN0103 | SUN0107 | '' SUN0220
        postgresql: endpoints: {a: {privileges: @}} | {main: ro} | ro SUN0103 | SUN0107 | {}
        postgresql: endpoints: {a: {replication: @}} | true | never SUN0103 | SUN0107 | '' SUN0103
        postgresql: extensions | [postgis] | postgis SUN0103 | SUN0107 | []
        postgresql: default_ctype | C | [C] SUN0103 | SUN0107 | ''
        postgresql: default_collation | C | [C] SUN0103 | SUN0107 | ''
        postgresql: default_charset | UTF8 | [C] SUN0103 | SUN0107 | ''
        redis: maxmemory_policy | noeviction | lru SUN0104 | SUN0107 | '' SUN0104
        rabbitmq: vhosts | [a] | a SUN0103 | SUN0107 | []
        opensearch: authentication | {enabled: true} | true SUN0103 | SUN0107 | {}
        opensearch: authentication: {enabled: @} | true | never SUN0103 | SUN0107 | '' SUN0103
        opensearch: plugins | [a] | a SUN0103 | SUN0107 | []
        solr: cores | {a: } | [a] SUN0103 | SUN0107 | {}
        solr: cores: {a: {conf_dir: @}} | conf | [a] SUN0103 | SUN0107 | ''
        solr: cores: {a: {core_properties: @}} | a=b | [a] SUN0103 | SUN0107 | ''
        solr: endpoints | {a: } | [a] SUN0103 | SUN0107 | {}
        solr: endpoints: {a: {core: @}} | a | [a] SUN0103 | SUN0107 | ''
        solr: configsets | {a: conf} | [a] SUN0103 | SUN0107 | {}
        solr: modules | [ltr] | ltr SUN0103 | SUN0107 | []
        solr: core_config | conf | [a] SUN0103 | SUN0107 | ''
        clickhouse: databases | [main] | main SUN0103 | SUN0107 | []
        clickhouse: endpoints | {a: } | [a] SUN0103 | SUN0107 | {}
        clickhouse: endpoints: {a: {port: @}} | 8123 | 80 SUN0106 | SUN0107 | '' SUN0103
        clickhouse: endpoints: {a: {default_database: @}} | main | [main] SUN0103 | SUN0107 | '' SUN0220
        clickhouse: endpoints: {a: {privileges: @}} | {main: ro} | ro SUN0103 | SUN0107 | {}
        varnish: vcl | a | [a] SUN0103 | SUN0107 | ''
        vault-kms: endpoints | {a: [{policy: admin}]} | [a] SUN0103 | SUN0107 | {}
        vault-kms: endpoints: {a: [{policy: @}]} | sign | root SUN0104 | SUN0107 | '' SUN0104
        vault-kms: endpoints: {a: [{key: @}]} | a | [a] SUN0103 | SUN0107 | ''
        vault-kms: endpoints: {a: [{type: @}]} | sign | seal SUN0104 | SUN0107 | '' SUN0104
        """;

    private static readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal)
    {
        ["mariadb"] = "11.8",
        ["postgresql"] = "18",
        ["redis"] = "8.0",
        ["rabbitmq"] = "4.3",
        ["opensearch"] = "3",
        ["solr"] = "9.9",
        ["clickhouse"] = "26.3",
        ["varnish"] = "9.0",
        ["vault-kms"] = "1.12",
    };

    public static TheoryData<string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var (line, value, codes) in Rows())
            cases.Add(line, value, codes);

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_key_with_a_value(string line, string value, string codes) =>
        Assert.Equal(codes, string.Join(' ', Codes.Of(Example(line, value)).Order()));

    /// <summary>All configurations of the table.</summary>
    internal static IEnumerable<string> Examples => Rows().Select(row => Example(row.Line, row.Value));

    private static IEnumerable<(string Line, string Value, string Codes)> Rows()
    {
        foreach (var row in Table.Split('\n'))
        {
            var cells = row.Split(" | ");
            foreach (var cell in (string[])[cells[1], cells[2], " " + cells[3].Replace("ok", "", StringComparison.Ordinal), cells[4]])
            {
                var codes = cell.IndexOf(" SUN", StringComparison.Ordinal);
                yield return (cells[0], codes < 0 ? cell.Trim() : cell[..codes].Trim(), codes < 0 ? "" : cell[codes..].Trim());
            }
        }
    }

    private static string Example(string line, string value)
    {
        var type = line[..line.IndexOf(':', StringComparison.Ordinal)];
        if (_versions.TryGetValue(type, out var version))
        {
            var key = line[(type.Length + 2)..];
            var text = key.Contains('@', StringComparison.Ordinal) ? key.Replace("@", value, StringComparison.Ordinal) : $"{key}: {value}";
            return Codes.Application("web: {}") + $"services: {{s: {{type: '{type}:{version}', configuration: {{{text}}}}}}}\n";
        }

        line = line.Replace("@", value, StringComparison.Ordinal);
        return type switch
        {
            "type" => $"applications: {{app: {{{line}}}}}\n",
            "applications" => line + "\n",
            "services" or "routes" => Codes.Application("web: {}") + line + "\n",
            _ => KeyTests.Project(line),
        };
    }
}
