using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sundog.Configuration;

namespace Sundog.Runtime.Local;

/// <summary>Keeps the addresses of the domains that <c>firewall.outbound</c> names as the name servers tell them: at the start of an instance,
/// and again every minute while it runs.</summary>
internal sealed class OutboundDomains : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<int, bool> _watched = new();
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Fills the rules of an instance, and keeps them filled until it ends.</summary>
    public async Task WatchAsync(int pid, Sequence<OutboundRule>? rules, Task ended, CancellationToken cancellation)
    {
        if (rules is null || rules.All(rule => rule.Domains.Count == 0) || !_watched.TryAdd(pid, true))
        {
            return;
        }

        await FillAsync(pid, rules, cancellation).ConfigureAwait(false);
        _ = RepeatAsync(pid, rules, ended);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task RepeatAsync(int pid, Sequence<OutboundRule> rules, Task ended)
    {
        try
        {
            while (await Task.WhenAny(ended, Task.Delay(s_period, _ending.Token)).ConfigureAwait(false) != ended && !_ending.IsCancellationRequested)
            {
                await FillAsync(pid, rules, _ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is RuntimeException or IOException or OperationCanceledException)
        {
            // It ended in between; the addresses that were known stay otherwise.
        }
        finally
        {
            _watched.TryRemove(pid, out _);
        }
    }

    private static async Task FillAsync(int pid, Sequence<OutboundRule> rules, CancellationToken cancellation)
    {
        var text = "";
        for (var i = 0; i < rules.Count; i++)
        {
            var addresses = await Task.WhenAll(rules[i].Domains.Select(domain => ResolveAsync(domain, cancellation))).ConfigureAwait(false);
            if (rules[i].Domains.Count > 0 && addresses.All(found => found is not null))
            {
                text += InstanceRules.Domains(i, addresses.SelectMany(found => found!));
            }
        }

        if (text.Length > 0)
        {
            await Network.RulesAsync(pid, text).ConfigureAwait(false);
        }
    }

    // Null when nobody answered: then what was known before stays.
    private static async Task<IPAddress[]?> ResolveAsync(string domain, CancellationToken cancellation)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(domain, AddressFamily.InterNetwork, cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
