namespace Sundog.Runtime.Local;

/// <summary>What the host does for the instances' ways out to the internet: forwards, hides their addresses behind its own, and keeps
/// instances from the host and from each other.</summary>
internal sealed class WayOut(StateDirectory state) : IDisposable
{
    private const string Forwarding = "/proc/sys/net/ipv4/ip_forward";

    // For all state directories of this machine: the last one turns forwarding off again.
    private const string Mark = "/run/sundog.forwarding-was-off";

    private readonly SemaphoreSlim _turn = new(1);
    private bool _open;

    private readonly string _table = state.Scope.Replace('-', '_');

    /// <summary>Sets it up; again does no harm.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_open)
            {
                await SetUpAsync(cancellation).ConfigureAwait(false);
                _open = true;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes it away; again does no harm.</summary>
    public async Task CloseAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await TakeAwayAsync().ConfigureAwait(false);
            _open = false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task SetUpAsync(CancellationToken cancellation)
    {
        if (File.ReadAllText(Forwarding).Trim() == "0")
        {
            await File.WriteAllTextAsync(Mark, "", cancellation).ConfigureAwait(false);
            await File.WriteAllTextAsync(Forwarding, "1", cancellation).ConfigureAwait(false);
        }

        await Tool.RunAsync("nft", ["-f", "-"], $$"""
            table inet {{_table}}
            delete table inet {{_table}}
            table inet {{_table}} {
                chain forward {
                    type filter hook forward priority filter; policy accept;
                    oifname "sundog*" ct state established,related accept
                    oifname "sundog*" drop
                    iifname "sundog*" ip daddr { 169.254.0.0/16, 240.0.0.0/4 } drop
                }
                chain input {
                    type filter hook input priority filter; policy accept;
                    iifname "sundog*" ct state established,related accept
                    iifname "sundog*" drop
                }
                chain output {
                    type filter hook output priority filter; policy accept;
                    oifname "sundog*" drop
                }
                chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr 250.0.0.0/8 oifname != "sundog*" masquerade
                }
            }

            """, cancellation: cancellation).ConfigureAwait(false);
    }

    private async Task TakeAwayAsync()
    {
        await Tool.TryRunAsync("nft", ["delete", "table", "inet", _table]).ConfigureAwait(false);
        var (_, tables, _) = await Tool.TryRunAsync("nft", ["list", "tables", "inet"]).ConfigureAwait(false);
        if (File.Exists(Mark) && !tables.Contains("inet sundog", StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(Forwarding, "0").ConfigureAwait(false);
            File.Delete(Mark);
        }
    }
}
