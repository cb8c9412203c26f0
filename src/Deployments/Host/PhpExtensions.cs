using Sundog.Configuration;

namespace Sundog.Deployments.Host;

/// <summary>Debian's packages for the extensions of PHP: those that the platform loads by itself, and those that an application asks for.</summary>
internal static class PhpExtensions
{
    private const string Lists = "/var/lib/dpkg/info";

    /// <summary>Those that are on by default and are not in PHP itself, by what Debian calls their packages.</summary>
    private static readonly string[] s_default = ["bcmath", "bz2", "curl", "gd", "intl", "mbstring", "mysql", "soap", "sqlite3", "xml", "zip"];

    /// <summary>Those whose package has another name.</summary>
    private static readonly Dictionary<string, string> s_packages = new()
    {
        ["dom"] = "xml",
        ["mysqli"] = "mysql",
        ["pdo_dblib"] = "sybase",
        ["pdo_mysql"] = "mysql",
        ["pdo_odbc"] = "odbc",
        ["pdo_pgsql"] = "pgsql",
        ["pdo_sqlite"] = "sqlite3",
        ["xmlreader"] = "xml",
        ["xmlwriter"] = "xml",
        ["xsl"] = "xml",
    };

    /// <summary>Those that have a package of their own name.</summary>
    private static readonly HashSet<string> s_packaged =
    [
        .. s_default, "amqp", "apcu", "ast", "dba", "ds", "enchant", "excimer", "gearman", "gmp", "gnupg", "http", "igbinary", "imagick", "imap", "interbase", "ldap",
        "mailparse", "maxminddb", "memcache", "memcached", "mongodb", "msgpack", "oauth", "odbc", "pgsql", "pspell", "psr", "raphf", "redis", "rrd", "snmp", "solr", "ssh2",
        "stomp", "sybase", "tidy", "uuid", "xdebug", "xmlrpc", "yaml", "zmq",
    ];

    /// <summary>Those that Debian's PHP itself has.</summary>
    private static readonly HashSet<string> s_builtIn =
    [
        "calendar", "ctype", "exif", "ffi", "fileinfo", "ftp", "gettext", "iconv", "json", "opcache", "openssl", "pcntl", "pdo", "phar", "posix", "readline", "session",
        "shmop", "simplexml", "sockets", "sodium", "sysvmsg", "sysvsem", "sysvshm", "tokenizer", "zlib",
    ];

    /// <summary>The packages that are not installed.</summary>
    public static Sequence<string> Missing(PhpRuntime php) => !Directory.Exists(Lists) ? [] : s_default
        .Concat(php.Extensions.Select(Package).OfType<string>())
        .Distinct()
        .Where(name => !Directory.EnumerateFiles(Lists, $"php*-{name}.list").Any())
        .Select(name => $"php-{name}")
        .ToSequence();

    /// <summary>The extensions that Debian has no package of.</summary>
    public static IEnumerable<string> Unknown(PhpRuntime php) =>
        php.Extensions.Where(name => Package(name) is null && !s_builtIn.Contains(name.ToLowerInvariant())).Distinct();

    private static string? Package(string extension)
    {
        var name = extension.ToLowerInvariant();
        return s_packages.TryGetValue(name, out var package) ? package : s_packaged.Contains(name) ? name : null;
    }
}
