using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Sundog.Cli.Output;

/// <summary>Instances as a table.</summary>
internal static class InstanceTable
{
    public static DataTable Of(JsonArray instances)
    {
        var table = new DataTable(
            ("name", "NAME"), ("kind", "KIND"), ("type", "TYPE"), ("state", "STATE"), ("since", "SINCE"), ("restarts", "RESTARTS"), ("last_exit", "LAST EXIT"),
            ("cpu_time", "CPU TIME"), ("memory", "MEMORY"));

        // Only where there are several does an instance have a number.
        var several = instances.Select(instance => (string)instance!["name"]!).CountBy(name => name).Where(entry => entry.Value > 1).Select(entry => entry.Key).ToHashSet();
        foreach (var instance in instances)
        {
            var name = (string)instance!["name"]!;
            var state = (string)instance["state"]!;
            table.Add(
                several.Contains(name) ? $"{name}.{instance["instance"]}" : name, (string)instance["kind"]!, (string)instance["type"]!, new Cell(state, Style(state)), Since((string?)instance["startedAt"]),
                instance["restarts"]!.ToString(), Exit(instance["lastExit"]), Cpu((double?)instance["cpuSeconds"]), Memory((long?)instance["memory"]));
        }

        return table;
    }

    private static string Cpu(double? seconds) => seconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.0} s") : "-";

    private static Style Style(string state) => state switch
    {
        "running" => new Style(Color.Green),
        "starting" => new Style(Color.Yellow),
        "stopped" => new Style(Color.Grey),
        _ => new Style(Color.Red),
    };

    private static string Since(string? time)
    {
        if (time is null)
        {
            return "-";
        }

        var age = DateTimeOffset.UtcNow - DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        return age switch
        {
            { TotalSeconds: < 1 } => "now",
            { TotalMinutes: < 1 } => $"{(int)age.TotalSeconds} s",
            { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min",
            { TotalDays: < 1 } => $"{(int)age.TotalHours} h",
            _ => $"{(int)age.TotalDays} d",
        };
    }

    private static string Exit(JsonNode? exit) =>
        exit is null ? "-"
        : (exit["code"] is { } code ? $"code {code}" : $"signal {exit["signal"]}") + (exit["reason"] is { } reason ? $" ({reason})" : "");

    private static string Memory(long? bytes) => bytes is not { } value ? "-"
        : value < 10 << 20 ? string.Create(CultureInfo.InvariantCulture, $"{value / 1048576.0:0.0} MiB")
        : $"{value >> 20} MiB";
}
