namespace Sundog.Supervisor.Sv;

/// <summary>What sv was asked for, in runit's words.</summary>
/// <param name="Letters">What is written to the service's control fifo; empty for "status" and "check".</param>
/// <param name="Awaits">The condition to wait for, as its letter in <see cref="ServiceStatus.Fulfils"/>; '\0' to wait for nothing.</param>
/// <param name="Kills">At the end of the wait, SIGKILL follows.</param>
internal sealed record Request(string Letters, char Awaits, bool Kills)
{
    /// <summary>"status": tell, change nothing.</summary>
    public bool IsStatus => Letters.Length == 0 && Awaits == '\0';

    /// <summary>"check": wait until it is as it should be, change nothing.</summary>
    public bool IsCheck => Awaits == 'C';

    /// <summary>
    /// The request for a command of sv; null when there is no such command. Of the short commands only the first letter
    /// counts, as with runit.
    /// </summary>
    public static Request? Parse(string command, bool verbose) => command switch
    {
        "check" => new("", 'C', false),
        "start" => new("u", 'u', false),
        "stop" => new("d", 'd', false),
        "shutdown" => new("x", 'x', false),
        "restart" => new("tcu", 't', false),
        "try-restart" => new("tc", 't', false),
        "reload" => new("h", 'h', false),
        "force-stop" => new("d", 'd', true),
        "force-reload" => new("tc", 't', true),
        "force-restart" => new("tcu", 't', true),
        "force-shutdown" => new("x", 'x', true),
        ['s', ..] => new("", '\0', false),
        ['x' or 'e', ..] => new("x", verbose ? 'x' : '\0', false),
        ['u' or 'd' or 'o' or 't' or 'p' or 'c' or 'h' or 'a' or 'i' or 'q' or 'k' or '1' or '2', ..] =>
            new(command[..1], verbose ? command[0] : '\0', false),
        _ => null,
    };
}
