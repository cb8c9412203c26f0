namespace Sundog.Acceptance.Tests;

/// <summary>The processes of this machine, as the kernel shows them. One that ends meanwhile has nothing to show.</summary>
internal static class Processes
{
    public static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0).Where(pid => pid > 0).ToList();

    /// <summary>Whether there is such a process that is no zombie: one of those waits for PID 1, no more than that.</summary>
    public static bool Exists(int pid) => Look(() => File.ReadAllText($"/proc/{pid}/stat")) is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)] != 'Z';

    /// <summary>A process by its pid and the time of its start: a pid alone may come again.</summary>
    public static string Identity(int pid) =>
        Look(() => File.ReadAllText($"/proc/{pid}/stat")) is { Length: > 0 } stat ? $"{pid} {stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]}" : "";

    public static int Parent(int pid) =>
        Look(() => File.ReadAllText($"/proc/{pid}/stat")) is { Length: > 0 } stat ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]) : 0;

    public static string[] Arguments(int pid) => Look(() => File.ReadAllText($"/proc/{pid}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    public static string[] Environment(int pid) => Look(() => File.ReadAllText($"/proc/{pid}/environ")).Split('\0');

    public static string Mounts(int pid) => Look(() => File.ReadAllText($"/proc/{pid}/mountinfo"));

    public static string Cgroups(int pid) => Look(() => File.ReadAllText($"/proc/{pid}/cgroup"));

    /// <summary>A namespace that a process is in, for example <c>net:[4026531840]</c>.</summary>
    public static string Namespace(int pid, string kind) => Look(() => new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget ?? "");

    private static string Look(Func<string> look)
    {
        try
        {
            return look();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
