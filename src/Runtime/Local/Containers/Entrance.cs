namespace Sundog.Runtime.Local;

/// <summary>What a person who enters an instance gets: the application's <c>.environment</c>, then a shell or one command.</summary>
internal static class Entrance
{
    // $1 is the command, never pasted into the text.
    private const string Text = """
        set -a
        if [ -f /app/.environment ]; then . /app/.environment; fi
        set +a
        shell=/bin/sh
        if [ -x /bin/bash ]; then shell=/bin/bash; fi
        if [ $# -gt 0 ]; then exec "$shell" -c "$1"; fi
        exec "$shell"
        """;

    /// <summary>The arguments of the first process.</summary>
    public static IEnumerable<string> Arguments(string? command) =>
        command is null ? ["/bin/sh", "-c", Text, "sh"] : ["/bin/sh", "-c", Text, "sh", command];
}
