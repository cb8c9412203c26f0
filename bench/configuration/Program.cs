using System.Diagnostics;
using Sundog.Configuration;
using Sundog.Configuration.Bench;

return args switch
{
    ["corpus", .. var paths] when paths.Length > 0 => Corpus(Files(paths)),
    ["throughput", .. var paths] when paths.Length > 0 => Throughput.Run(Files(paths), TimeSpan.FromSeconds(10)),
    ["fuzz", var minutes, var seed, .. var paths] when paths.Length > 0 => Fuzz.Run(Files(paths), TimeSpan.FromMinutes(double.Parse(minutes)), int.Parse(seed)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: corpus PATH...                 read each file and print its verdict and time
               throughput PATH...             how many files are read in a second of one core
               fuzz MINUTES SEED PATH...      read mutations of the files and stop at the first that crashes or takes a second
        A PATH is a file or a directory of .yaml files.
        """);
    return 2;
}

static List<string> Files(string[] paths) =>
    [.. paths.SelectMany<string, string>(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.yaml").Order() : [path])];

static int Corpus(List<string> files)
{
    foreach (var file in files)
    {
        var bytes = File.ReadAllBytes(file);
        var start = Stopwatch.GetTimestamp();
        var result = ConfigurationReader.Read(new OneFile(bytes));
        var elapsed = Stopwatch.GetElapsedTime(start);
        Console.WriteLine($"== {Path.GetFileName(file)}: {(result.IsValid ? "valid" : "invalid")} {elapsed.TotalMilliseconds:F1} ms");
        Console.Write(DiagnosticText.Render(result.Diagnostics, result.Sources));
    }

    return 0;
}
