using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Sundog.Runtime.Bench;

/// <summary>Times, as medians and extremes, one line each; and the processor time that they took, which other load of the machine does
/// not change.</summary>
internal static partial class Measure
{
    private static readonly (string Name, double Median) s_none = ("", 0);
    private static (string Name, double Median) s_base = s_none;

    /// <summary>Repeats work and tells how long it took.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="times">How often.</param>
    /// <param name="work">The work.</param>
    /// <param name="after">What comes between, not measured.</param>
    /// <param name="isBase">Whether later lines tell how often they are the median of this one.</param>
    public static async Task RepeatAsync(string name, int times, Func<int, Task> work, Func<int, Task>? after = null, bool isBase = false)
    {
        var taken = new List<double>();
        var processor = 0.0;
        for (var i = 0; i < times; i++)
        {
            var before = Processor();
            taken.Add(await OnceAsync(() => work(i)));
            processor += Processor() - before;
            if (after is not null)
            {
                await after(i);
            }
        }

        taken.Sort();
        var median = taken[taken.Count / 2];
        if (isBase)
        {
            s_base = (name, median);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-44} median {median,8:0.0} ms   min {taken[0],8:0.0}   max {taken[^1],8:0.0}   cpu {processor / times,7:0.0}   {Ratio(median)}"));
    }

    public static async Task<double> OnceAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public static void Line(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44}        {value,8:0.00} {unit}"));

    /// <summary>The machine and how busy it is.</summary>
    public static void Machine()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1];
        Console.WriteLine($"[{Environment.ProcessorCount} x {processor}, {RuntimeInformation.OSDescription}, load average {File.ReadAllText("/proc/loadavg").Trim()}]");
    }

    private static string Ratio(double median) => s_base == s_none ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{median / s_base.Median:0.0} x {s_base.Name}");

    // Of this process and of all that it started and has waited for, in milliseconds.
    private static double Processor()
    {
        Span<long> usage = stackalloc long[36];
        _ = Usage(0, usage);
        _ = Usage(-1, usage[18..]);
        return ((usage[0] + usage[2] + usage[18] + usage[20]) * 1e3) + ((usage[1] + usage[3] + usage[19] + usage[21]) / 1e3);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int Usage(int who, Span<long> usage);
}
