using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>A ClickHouse endpoint and its user.</summary>
internal sealed record ClickHouseEndpoint(string Name, string User, string Password, string? Database, Map<string> Privileges, int Port);

/// <summary>ClickHouse's file of users.</summary>
internal static partial class ClickHouseUsers
{
    /// <summary>Who may do all, from inside the container alone.</summary>
    public const string Administrator = "sundog";

    // One for each of ServiceSettings.DatabasePrivileges.
    private static readonly Map<string> Grants = new(
    [
        new("ro", "SELECT, SHOW, dictGet"),
        new("rw", "SELECT, SHOW, dictGet, INSERT, ALTER UPDATE, ALTER DELETE, OPTIMIZE"),
        new("admin", "ALL"),
    ]);

    /// <summary>The file. Lines that begin with <c>new</c> or <c>old</c> in a comment are for servers that can grant single rights, and for
    /// those that cannot: there a user sees the databases that it has a privilege on, and may write unless all of them are <c>ro</c>.</summary>
    public static string File(Sequence<ClickHouseEndpoint> endpoints) => string.Join('\n',
    [
        """<?xml version="1.0"?>""",
        "<yandex>",
        "<profiles><default/><reader><readonly>2</readonly></reader></profiles>",
        "<quotas><default/></quotas>",
        "<users>",
        $"<{Administrator}><password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></{Administrator}>",
        .. endpoints.DistinctBy(endpoint => endpoint.User).SelectMany(User),
        "</users>",
        "</yandex>",
    ]);

    private static IEnumerable<string> User(ClickHouseEndpoint endpoint)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint.Password)));
        var isReader = endpoint.Privileges.Values.All(privilege => privilege == "ro");
        yield return $"<{endpoint.User}><password_sha256_hex>{hash}</password_sha256_hex><networks><ip>::/0</ip></networks><quota>default</quota>";
        yield return $"<profile>{(isReader ? "reader" : "default")}</profile>";
        // Both take the absence of a list for everything.
        yield return $"<!--old--><allow_databases>{string.Concat(endpoint.Privileges.Keys.DefaultIfEmpty("default").Select(name => $"<database>{SecurityElement.Escape(name)}</database>"))}</allow_databases>";
        yield return $"<!--new--><grants><query>GRANT CREATE TEMPORARY TABLE ON *.*</query>{string.Concat(endpoint.Privileges.Select(Grant))}</grants>";
        yield return $"</{endpoint.User}>";
    }

    /// <summary>An endpoint's name as a user's, which is an element of the file.</summary>
    public static string Name(ServiceConfiguration configuration, string name) => Element().IsMatch(name)
        ? configuration.NotReserved("endpoints", name, Administrator)
        : throw configuration.Wrong($"`{name}` in `endpoints` cannot be a user of ClickHouse: begin with a letter, go on with letters, digits, `_` and `-`");

    private static string Grant(KeyValuePair<string, string> privilege) =>
        $"<query>{SecurityElement.Escape($"GRANT {Grants[privilege.Value]} ON `{privilege.Key}`.*")}</query>";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]*\z")]
    private static partial Regex Element();
}
