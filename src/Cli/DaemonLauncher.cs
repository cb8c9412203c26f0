using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sundog.Runtime.Local;

namespace Sundog.Cli;

/// <summary>Starts the daemon when nobody answers on its socket.</summary>
internal static class DaemonLauncher
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Starts it; returns when it answers.</summary>
    public static async Task<bool> StartAsync(string socket)
    {
        var log = Path.Combine(StateDirectory.OfThisMachine.Root, "daemon.log");

        // In a session of its own and nobody's child, for this process may become another program. The shell only redirects. Its standard output is
        // a pipe to us until we end: it closes when the daemon ends before it answers.
        var before = File.Exists(log) ? new FileInfo(log).Length : 0;
        using var process = Process.Start(new ProcessStartInfo(
            "setsid", ["--fork", "/bin/sh", "-c", "exec \"$@\" </dev/null 2>>\"$0\"", log, .. Self(), "daemon", "--on-demand"])
        {
            RedirectStandardOutput = true,
        })!;
        var ended = process.StandardOutput.ReadToEndAsync();
        var began = Stopwatch.GetTimestamp();
        while (!Answers(socket))
        {
            // One that ends without a word has found another daemon that is about to answer.
            if (ended.IsCompleted && WrittenSince(before, log) is { Length: > 0 } reason)
            {
                throw new CliException($"The daemon does not start: {reason}");
            }

            if (Stopwatch.GetElapsedTime(began) > s_patience)
            {
                throw new CliException($"The daemon does not answer; {log} may say why");
            }

            await Task.Delay(10);
        }

        return true;
    }

    private static string WrittenSince(long offset, string log)
    {
        using var file = File.OpenRead(log);
        file.Position = Math.Min(offset, file.Length);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Trim();
    }

    /// <summary>Tells this build from others.</summary>
    public static string Build { get; } = $"{Program} {File.GetLastWriteTimeUtc(Program):O}";

    /// <summary>Lets a daemon end that was started on demand and has nothing to do any more, or shall be replaced; returns when it has.</summary>
    /// <returns>Whether it ended.</returns>
    public static async Task<bool> ReleaseAsync(Client client, bool isReplaced = false)
    {
        var command = isReplaced ? new JsonObject { ["command"] = new JsonArray([.. Command.Select(word => (JsonNode?)JsonValue.Create(word))]) } : null;
        var answer = await client.PostAsync($"daemon/release?replace={(isReplaced ? "true" : "false")}", command);
        if (!(bool)answer["ends"]!)
        {
            return false;
        }

        var began = Stopwatch.GetTimestamp();
        while ((isReplaced ? !await IsOursAsync(client) : Lives((int)answer["pid"]!)) && Stopwatch.GetElapsedTime(began) < s_patience)
        {
            await Task.Delay(10);
        }

        return true;
    }

    // It becomes ours in the same process, and its socket never closes; one of an earlier version ends, and the question starts the next one.
    private static async Task<bool> IsOursAsync(Client client)
    {
        try
        {
            return (string?)(await client.GetAsync("daemon"))["build"] == Build;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return false;
        }
    }

    // One that has ended and was not waited for yet has no command line.
    private static bool Lives(int pid)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Program => IsHosted ? Path.Combine(AppContext.BaseDirectory, "sundog.dll") : Environment.ProcessPath!;

    private static bool IsHosted => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";

    private static string[] Command => [.. Self(), "daemon", "--on-demand"];

    /// <summary>The program and arguments by which this program is started.</summary>
    private static string[] Self() => IsHosted ? [Environment.ProcessPath!, Program] : [Program];

    private static bool Answers(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
