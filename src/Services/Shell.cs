namespace Sundog.Services;

/// <summary>Pieces of shell text.</summary>
internal static class Shell
{
    /// <summary>One word for <c>/bin/sh</c>, whatever is in it.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", @"'\''")}'";

    /// <summary>A command line of words that need no quoting and options that may.</summary>
    public static string Line(string program, IEnumerable<string> options) =>
        string.Join(" \\\n  ", options.Select(Quote).Prepend(program));

    /// <summary>Waits until a command succeeds; two minutes are enough for a first start on a busy machine.</summary>
    public static string Await(string command, string service) =>
        $"""
         tries=0
         until {command} >/dev/null 2>&1; do
           tries=$((tries + 1))
           if [ $tries -gt 2400 ]; then echo '{service} does not answer after two minutes' >&2; exit 1; fi
           sleep 0.05
         done
         """;

    /// <summary>Succeeds once something listens on a TCP port of this network namespace; it asks the kernel, so the service sees no client.</summary>
    public static string IsListening(int port) => $"grep -q ':{port:X4} [0-9A-F:]* 0A ' /proc/net/tcp /proc/net/tcp6";
}
