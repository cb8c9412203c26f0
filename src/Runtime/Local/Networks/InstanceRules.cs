using System.Globalization;
using System.Net;
using System.Text;
using Sundog.Configuration;

namespace Sundog.Runtime.Local;

/// <summary>The nftables rules inside an instance's network namespace, which the instance cannot change. Pure.</summary>
internal static class InstanceRules
{
    /// <summary>The table: nobody opens a connection to the instance but over a cable of which it is the server; out to the internet goes what
    /// the rules of <c>firewall.outbound</c> allow, and never port 25. For a namespace that has none: in the place of another one it would take
    /// ten times as long.</summary>
    /// <param name="outbound">The rules; null: everything but port 25.</param>
    /// <param name="nameServers">Where names are asked for, which a rule for domains needs.</param>
    /// <exception cref="RuntimeException">An address is none.</exception>
    public static string Text(Sequence<OutboundRule>? outbound, IEnumerable<string> nameServers)
    {
        // Links are named for the end that they are: a cable's server end begins with "s", and only there are connections accepted.
        var text = new StringBuilder("""
            table inet sundog {
                chain input {
                    type filter hook input priority filter; policy drop;
                    iif lo accept
                    ct state established,related accept
                    iifname "scable*" accept
                }
                chain forward {
                    type filter hook forward priority filter; policy drop;
                }
                chain output {
                    type filter hook output priority filter; policy accept;
                    oifname "internet" jump outbound
                }

            """);
        var rules = outbound ?? Sequence<OutboundRule>.Empty;
        for (var i = 0; i < rules.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    set domains{i} {{ type ipv4_addr; }}\n");
        }

        text.Append("""
                chain outbound {
                    ct state established,related accept
                    tcp dport 25 reject with tcp reset
                    ip daddr { 169.254.0.0/16, 240.0.0.0/4 } reject

            """);
        if (outbound is not null)
        {
            foreach (var server in nameServers.Where(IsVersion4))
            {
                text.Append(CultureInfo.InvariantCulture, $"        ip daddr {server} udp dport 53 accept\n");
                text.Append(CultureInfo.InvariantCulture, $"        ip daddr {server} tcp dport 53 accept\n");
            }

            for (var i = 0; i < rules.Count; i++)
            {
                foreach (var target in Targets(rules[i], i))
                {
                    text.Append(CultureInfo.InvariantCulture, $"        {target} {Ports(rules[i])} accept\n");
                }
            }

            text.Append("        reject\n");
        }

        return text.Append("    }\n}\n").ToString();
    }

    /// <summary>The text that fills the set of a rule's domains with their addresses, in the place of earlier ones.</summary>
    public static string Domains(int rule, IEnumerable<IPAddress> addresses)
    {
        var list = string.Join(", ", addresses.Distinct());
        var flush = string.Create(CultureInfo.InvariantCulture, $"flush set inet sundog domains{rule}\n");
        return list.Length == 0 ? flush : string.Create(CultureInfo.InvariantCulture, $"{flush}add element inet sundog domains{rule} {{ {list} }}\n");
    }

    private static IEnumerable<string> Targets(OutboundRule rule, int number)
    {
        if (rule.Domains.Count > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"ip daddr @domains{number}");
        }

        // Written out of the file into rules: only what is an address or a block of them.
        foreach (var address in rule.Domains.Count > 0 && rule.Addresses is ["0.0.0.0/0"] ? [] : rule.Addresses)
        {
            var block = IPNetwork.TryParse(address, out var network) ? network.ToString()
                : IPAddress.TryParse(address, out var single) ? single.ToString()
                : throw new RuntimeException($"firewall.outbound: {address} is no address and no block of addresses like 198.51.100.0/24");
            yield return (block.Contains(':', StringComparison.Ordinal) ? "ip6 daddr " : "ip daddr ") + block;
        }
    }

    private static string Ports(OutboundRule rule) =>
        rule.Ports.Count == 0 ? "meta l4proto tcp" : $"tcp dport {{ {string.Join(", ", rule.Ports.Distinct())} }}";

    private static bool IsVersion4(string server) =>
        IPAddress.TryParse(server, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
}
