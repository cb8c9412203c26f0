using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Runtime;

/// <summary>What a mount holds.</summary>
/// <param name="Mount">The mount.</param>
/// <param name="Source">Its kind.</param>
/// <param name="Used">Bytes in its files; null when it cannot be seen now.</param>
/// <param name="Free">Bytes that can still be written; null when it cannot be seen now.</param>
/// <param name="Size">The bytes of its volume or disk that are kept to; null when nothing keeps it from growing.</param>
public sealed record MountUsage(MountPlan Mount, MountSource Source, long? Used, long? Free, long? Size)
{
    // Only sizes are read, so a link or a rename by the application leads to a wrong number at worst; links are not followed even so.
    private static readonly EnumerationOptions s_all = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    internal static IReadOnlyList<MountUsage> Of(
        InstancePlan plan, Func<string, string> inside, Func<MountPlan, string> outside, Func<MountPlan, long?> size) =>
        [.. plan.Mounts.Select(mount => Of(mount, new[] { inside(mount.Target), outside(mount) }.FirstOrDefault(Directory.Exists), size(mount)))];

    /// <summary>What is free at the first of some directories that is there.</summary>
    internal static long? FreeAt(IEnumerable<string> directories)
    {
        try
        {
            return directories.FirstOrDefault(Directory.Exists) is { } directory ? new DriveInfo(directory).AvailableFreeSpace : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static MountUsage Of(MountPlan mount, string? directory, long? size) =>
        new(mount, mount.Volume.Source, directory is null ? null : UsedIn(directory), directory is null ? null : FreeAt([directory]), size);

    private static long? UsedIn(string directory)
    {
        try
        {
            return new DirectoryInfo(directory).EnumerateFiles("*", s_all).Sum(file => file.Length);
        }
        catch (IOException)
        {
            // A file went away in between.
            return null;
        }
    }
}

/// <summary>What a volume may hold and has left.</summary>
/// <param name="Size">Bytes that it cannot grow beyond; null when nothing keeps it from growing, or it is not made yet.</param>
/// <param name="Free">Bytes that can still be written; null when it cannot be seen now.</param>
public sealed record DiskUsage(long? Size, long? Free);
