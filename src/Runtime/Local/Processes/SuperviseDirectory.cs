using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Reads what <c>sundog-init</c> tells of itself. The instance's own user can write there, so nothing in it is trusted:
/// whatever does not read is as if it were not there.</summary>
internal static class SuperviseDirectory
{
    private const int LargestStatus = 256 * 1024;

    /// <summary>The status file's name.</summary>
    public const string StatusFile = "sundog.json";

    /// <summary>An instance whose PID 1 runs, as its status file tells.</summary>
    public static Observation Read(string directory, InstanceName name, int initPid, Func<int, int?> hostPid)
    {
        var unknown = new Observation { Name = name, State = InstanceState.Starting, InitPid = initPid };
        return Read(directory, unknown, status => unknown with
        {
            State = State(Text(status, "state")),
            Pid = Number(status, "pid") is { } pid ? hostPid(pid) : null,
            Restarts = Number(status, "restarts") ?? 0,
            StartedAt = Time(status, "startedAt"),
            LastExit = Exit(status),
            Ready = status.TryGetProperty("ready", out var ready) && ready.ValueKind == JsonValueKind.True,
            Killed = KilledProcesses(status),
            Tail = Texts(status, "tail"),
        });
    }

    /// <summary>Whether a person had stopped the command when the instance was there last.</summary>
    public static bool WasStopped(string directory) => Read(directory, false, status => Text(status, "want") == "down");

    private static T Read<T>(string directory, T unknown, Func<JsonElement, T> read)
    {
        byte[]? rented = null;
        try
        {
            using var handle = Native.OpenUntrusted(Path.Combine(directory, StatusFile));
            if (handle.IsInvalid)
            {
                return unknown;
            }

            rented = ArrayPool<byte>.Shared.Rent(LargestStatus);
            var length = RandomAccess.Read(handle, rented.AsSpan(0, LargestStatus), 0);
            using var document = JsonDocument.Parse(rented.AsMemory(0, length));
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return unknown;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private static InstanceState State(string? word) => word switch
    {
        "running" or "stopping" => InstanceState.Running,
        "stopped" => InstanceState.Stopped,
        "crash-looping" => InstanceState.CrashLooping,
        _ => InstanceState.Starting,
    };

    private static LastExit? Exit(JsonElement status) =>
        status.TryGetProperty("lastExit", out var exit) && exit.ValueKind == JsonValueKind.Object && Time(exit, "at") is { } at
            ? new LastExit(Number(exit, "code"), Number(exit, "signal"), at, Text(exit, "reason"))
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        DateTimeOffset.TryParse(Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static IReadOnlyList<string> KilledProcesses(JsonElement status) =>
        status.TryGetProperty("killed", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => $"{Text(item, "command")} (pid {Number(item, "pid")})")]
            : [];

    private static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
}
