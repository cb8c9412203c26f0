using System.Text;

namespace Sundog.Configuration.Bench;

/// <summary>Reads mutated files until the time is over, and stops at the first that crashes the reader, holds it up or makes it contradict itself.</summary>
internal static class Fuzz
{
    private static readonly string[] _pieces =
    [
        "\t", "{", "}", "[", "]", "&a ", "*a", "<<: *a\n", "!include x", "!include {type: yaml, path: config.yaml}", "!archive .", "!!binary ", "? ", "- ", ": ", "|\n", ">-\n", "\"", "'", "#", "%", "---\n", "...\n",
        "\\", "\\U00110000", "\u0000", "\ufeff", "\u2028", "null", "~", "0x", "1e999", ".inf", "99999999999999999999", "{{ .A }}", "applications:", "workers:\n", "commands: {start: x}\n", "mounts: {}\n", "  ", "\n", "\r",
    ];

    public static int Run(IReadOnlyList<string> paths, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        var originals = paths.Select(File.ReadAllBytes).ToList();
        var slowest = TimeSpan.Zero;
        var valid = 0L;
        var count = 0L;
        for (var start = DateTime.UtcNow; DateTime.UtcNow - start < duration; count++)
        {
            var bytes = Mutate(random, originals);
            var before = Environment.CpuUsage.TotalTime;
            try
            {
                var result = ConfigurationReader.Read(new OneFile(bytes), new ReadOptions(random.Next(2) == 0));
                valid += result.IsValid ? 1 : 0;
                Use(result);
            }
            catch (Exception exception)
            {
                return Found(bytes, count, exception.ToString());
            }

            var elapsed = Environment.CpuUsage.TotalTime - before;
            slowest = elapsed > slowest ? elapsed : slowest;
            if (elapsed > TimeSpan.FromSeconds(1))
                return Found(bytes, count, $"took {elapsed}");
        }

        Console.WriteLine($"{count} files, {valid} of them valid, the slowest took {slowest.TotalMilliseconds:F0} ms; seed {seed}");
        return 0;
    }

    /// <summary>All that callers do with a result.</summary>
    private static void Use(ReadResult result)
    {
        DiagnosticText.Render(result.Diagnostics, result.Sources);
        DiagnosticJson.Render(result);
        DiagnosticSarif.Render(result, "0");
        if (result.IsValid == result.Diagnostics.Any(diagnostic => diagnostic.IsError))
            throw new InvalidOperationException("valid with an error, or invalid without one");

        if (result.Configuration is not { } project)
            return;

        ResolvedConfiguration.Of(project).ToYaml();
        foreach (var instance in project.Applications.Values.SelectMany(application => application.Instances))
            ExplanationText.Render(Explainer.Explain(result, instance));
    }

    private static byte[] Mutate(Random random, List<byte[]> originals)
    {
        List<byte> bytes = [.. originals[random.Next(originals.Count)]];
        for (var times = random.Next(1, 6); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(_pieces[random.Next(_pieces.Length)]));
                    break;
                case 4:
                    var other = originals[random.Next(originals.Count)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(200, other.Length - from)).ToArray());
                    break;
                case 5:
                    var line = bytes.IndexOf((byte)'\n', at);
                    bytes.InsertRange(line < 0 ? at : line + 1, Enumerable.Repeat((byte)' ', random.Next(1, 5)));
                    break;
                default:
                    var repeated = bytes.GetRange(at, length);
                    for (var i = random.Next(2, 200); i > 0; i--)
                        bytes.InsertRange(at, repeated);

                    break;
            }
        }

        return [.. bytes];
    }

    private static int Found(byte[] bytes, long count, string what)
    {
        var file = Path.Combine(Path.GetTempPath(), $"sundog-fuzz-{count}.yaml");
        File.WriteAllBytes(file, bytes);
        Console.Error.WriteLine($"{file} (file {count}): {what}");
        return 1;
    }
}
