namespace Sundog.Supervisor.Bench;

/// <summary>A folder that everything happens in, with the two small programs that are supervised.</summary>
internal sealed class Workshop : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sundog-bench-").FullName;
    private static readonly Lazy<string> s_npm = new(() => Directory.CreateTempSubdirectory("sundog-bench-npm-").FullName);
    private int _next;

    public Workshop()
    {
        foreach (var program in (string[])["worker", "flood"])
            Linux.Run("gcc", "-O2", "-static", "-w", "-o", Path.Combine(_folder, program), Path.Combine(AppContext.BaseDirectory, program + ".c"));
    }

    public string Flood => Path.Combine(_folder, "flood");

    /// <summary>The worker under a name of its own, by which its process is found.</summary>
    public string Worker(string name)
    {
        var copy = Path.Combine(_folder, name);
        if (!File.Exists(copy))
            File.Copy(Path.Combine(_folder, "worker"), copy);
        return copy;
    }

    /// <summary>The program of an npm package, installed for this run.</summary>
    public static string FromNpm(string package)
    {
        var prefix = Path.Combine(s_npm.Value, package);
        Linux.Run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", prefix, package);
        return Path.Combine(prefix, "node_modules/.bin", package);
    }

    public string NewFolder()
    {
        var folder = Path.Combine(_folder, $"{_next++}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    public static string Machine()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1];
        return $"{Environment.ProcessorCount} x {processor}, Linux {Linux.Run("uname", "-r").Trim()}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}";
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        if (s_npm.IsValueCreated)
            Directory.Delete(s_npm.Value, recursive: true);
    }
}
