using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Sundog.Runtime.Local;

/// <summary>The file system of a fixed size in a sparse file that holds a storage volume. All instances that use the volume at once share one
/// loop device; nothing but their own mounts keeps it. It grows while nobody uses it, and never becomes smaller.</summary>
/// <remarks>Two devices of one file would destroy it. The file is therefore locked before a device is made of it, and the device, which keeps
/// the open file, keeps the lock with it: as long as any mount of it lives, nobody else gets the lock, in this daemon or another one. What
/// enlarges the file system holds the same lock, also when the daemon that started it has been killed.</remarks>
internal static class VolumeDisk
{
    // What a file system may be smaller than its file: a last group too small to be one.
    private const long Slack = 2_000_000;
    private const long Megabyte = 1_000_000;
    private const int BlockSize = 4096;

    // The kernel takes a container's mounts away a moment after its last process has ended.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly ConcurrentDictionary<string, SemaphoreSlim> s_turns = [];

    /// <summary>The file of a volume.</summary>
    /// <param name="volume">The directory that the volume is where there are no such disks.</param>
    public static string FileOf(string volume) => volume + ".ext4";

    /// <summary>Whether a volume is, or is about to become, a disk: not one that was a directory before there were disks.</summary>
    public static bool Holds(string volume) =>
        File.Exists(FileOf(volume)) || (SizedDisk.IsAvailable && !(Directory.Exists(volume) && Directory.EnumerateFileSystemEntries(volume).Any()));

    /// <summary>The bytes of a volume's file system; null when it is no disk.</summary>
    public static long? SizeOf(string volume)
    {
        // The base library would lock it.
        using var file = Native.OpenUntrusted(FileOf(volume));
        return file.IsInvalid ? null : SizeOf(file);
    }

    /// <summary>Makes the disk when there is none, enlarges it to its size, and mounts it.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="directory">Where the host sees it for the time being.</param>
    /// <param name="megabytes">Its size.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task AttachAsync(string volume, string directory, int megabytes, CancellationToken cancellation)
    {
        var file = FileOf(volume);
        var turn = s_turns.GetOrAdd(file, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!File.Exists(file))
            {
                await MakeAsync(file, megabytes * Megabyte, cancellation).ConfigureAwait(false);
            }

            Directory.CreateDirectory(directory);
            var began = TimeProvider.System.GetTimestamp();
            while (!await TryAttachAsync(file, directory, megabytes * Megabyte, TimeProvider.System.GetElapsedTime(began) > s_patience, cancellation).ConfigureAwait(false))
            {
                await Task.Delay(10, cancellation).ConfigureAwait(false);
                if (TimeProvider.System.GetElapsedTime(began) > 2 * s_patience)
                {
                    throw new RuntimeException($"the disk {file} is in use by something that is no instance");
                }
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Removes what making disks left that was cut off.</summary>
    /// <param name="volumes">The directory of an environment's volumes, of which nobody uses any.</param>
    public static void RemoveUnfinished(string volumes)
    {
        foreach (var unfinished in Directory.Exists(volumes) ? Directory.GetDirectories(volumes).SelectMany(kind => Directory.GetFiles(kind, "*.ext4*.new")) : [])
        {
            File.Delete(unfinished);
        }
    }

    private static async Task<bool> TryAttachAsync(string file, string directory, long bytes, bool asItIs, CancellationToken cancellation)
    {
        using (var backing = Native.OpenDevice(file))
        {
            var isTooSmall = bytes - SizeOf(backing) >= Slack && !asItIs;
            if (!Native.TryLock(backing))
            {
                using var device = LoopDevice.Find(backing, out var path);
                if (device is null || isTooSmall)
                {
                    return false;
                }

                SizedDisk.Mount(path, directory);
                return true;
            }

            if (!isTooSmall)
            {
                using var device = LoopDevice.Attach(backing, out var path);
                SizedDisk.Mount(path, directory);
                return true;
            }
        }

        await GrowAsync(file, bytes, cancellation).ConfigureAwait(false);
        return false;
    }

    private static async Task MakeAsync(string file, long bytes, CancellationToken cancellation)
    {
        var making = $"{file}.{Guid.NewGuid():N}.new";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var handle = File.OpenHandle(making, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(handle, bytes);
            await SizedDisk.FormatAsync(making, "16384", "", cancellation).ConfigureAwait(false);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(making, file);
    }

    private static async Task GrowAsync(string file, long bytes, CancellationToken cancellation)
    {
        using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            if (RandomAccess.GetLength(handle) < bytes)
            {
                RandomAccess.SetLength(handle, bytes);
            }
        }

        const int Taken = 200, Corrected = 1;
        foreach (var command in new string[][] { ["e2fsck", "-f", "-p"], ["resize2fs"] })
        {
            var program = SizedDisk.ProgramOf(command[0]) ?? throw new RuntimeException($"{command[0]} is missing, with which the disk {file} is enlarged; install e2fsprogs");
            string[] arguments = ["--exclusive", "--nonblock", "--no-fork", "--conflict-exit-code", $"{Taken}", file, program, .. command[1..], file];
            var (code, output, error) = await Tool.TryRunAsync("flock", arguments, cancellation: cancellation).ConfigureAwait(false);
            if (code == Taken)
            {
                return;
            }

            if (code != 0 && !(code == Corrected && command[0] == "e2fsck"))
            {
                throw new RuntimeException($"the disk {file} cannot be enlarged: {command[0]} says: {(error + output).Trim()}");
            }
        }
    }

    // The superblock lies 1024 bytes from the start and counts blocks, in two halves.
    private static long SizeOf(SafeFileHandle file)
    {
        Span<byte> superblock = stackalloc byte[1024];
        if (RandomAccess.Read(file, superblock, 1024) < superblock.Length)
        {
            throw new RuntimeException($"the file {new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget} is no disk");
        }

        var low = BinaryPrimitives.ReadUInt32LittleEndian(superblock[4..]);
        var high = BinaryPrimitives.ReadUInt32LittleEndian(superblock[0x150..]);
        return (((long)high << 32) | low) * BlockSize;
    }
}
