using System.Globalization;

namespace Sundog.Runtime.Local;

/// <summary>How many files a process in a container may have open.</summary>
internal static class OpenFiles
{
    private const ulong Wanted = 65536;

    /// <summary>As many as is usual, or as this machine lets us give.</summary>
    public static ulong Allowed { get; } = Math.Min(Wanted, Hard());

    private static ulong Hard()
    {
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 4 && ulong.TryParse(words[4], CultureInfo.InvariantCulture, out var hard) ? hard : Wanted;
    }
}
