using System.Diagnostics;

namespace Sundog.Configuration.Bench;

/// <summary>How many files are read, checked and resolved in a second of one core. The core's time is what counts, so that a busy machine
/// measures the same as an idle one.</summary>
internal static class Throughput
{
    public static int Run(IReadOnlyList<string> paths, TimeSpan duration)
    {
        var files = paths.Select(File.ReadAllBytes).ToList();
        for (var warmUp = Environment.CpuUsage.TotalTime; Environment.CpuUsage.TotalTime - warmUp < duration / 5;)
            Pass(files);

        var count = 0;
        var wall = Stopwatch.GetTimestamp();
        var start = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - start < duration)
        {
            Pass(files);
            count += files.Count;
        }

        var core = Environment.CpuUsage.TotalTime - start;
        Console.WriteLine(
            $"{count / core.TotalSeconds:F0} files in a second of one core ({count / Stopwatch.GetElapsedTime(wall).TotalSeconds:F0} by the clock); "
            + $"{files.Count} different ones of {files.Average(file => file.Length):F0} bytes on average");
        return 0;
    }

    private static void Pass(List<byte[]> files)
    {
        foreach (var bytes in files)
            ConfigurationReader.Read(new OneFile(bytes));
    }
}
