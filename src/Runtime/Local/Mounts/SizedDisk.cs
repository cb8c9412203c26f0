using System.Runtime.InteropServices;

namespace Sundog.Runtime.Local;

/// <summary>A file system of a fixed size in a sparse file: what its instance cannot grow beyond, whatever file system the host has. The host
/// sees it only while a container is made; from then on the container's own mount is the last one, so that nothing is left when it ends,
/// however it does.</summary>
internal static class SizedDisk
{
    /// <summary>The platform's size of temporary and of instance disks.</summary>
    public const long Bytes = 8_000_000_000;

    private const nuint NoSetUserId = 2, NoDevices = 4, NoAccessTimes = 1024;
    private const int Detach = 2;
    private const int Invalid = 22, NotThere = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private const int SeekData = 3, SeekHole = 4;

    // ext4's inode tables are left unwritten: the checksums of their groups say that they are.
    private const string Options = "noinit_itable,discard";

    /// <summary>Whether this machine has what it takes.</summary>
    public static bool IsAvailable { get; } = LoopDevice.IsAvailable && ProgramOf("mkfs.ext4") is not null;

    /// <summary>Makes the disk when there is none and mounts it.</summary>
    /// <param name="file">The sparse file.</param>
    /// <param name="directory">Where the host sees it for the time being.</param>
    /// <param name="template">An empty disk, which is made once and then copied: only what is not empty of it.</param>
    /// <param name="journal">Whether it outlives a loss of power; one that may be lost needs none.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task AttachAsync(string file, string directory, string template, bool journal, CancellationToken cancellation)
    {
        await MakeTemplateAsync(template, journal, cancellation).ConfigureAwait(false);
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            CopySparse(template, file + ".new");
            File.Move(file + ".new", file);
        }

        Directory.CreateDirectory(directory);
        // Two devices of one file would destroy it. A device keeps its file's lock, and lives a moment longer than the instance that it was of; one
        // that is replaced by another beside it shares its device.
        using var backing = Native.OpenDevice(file);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var device = Native.TryLock(backing) ? LoopDevice.Attach(backing, out var path) : LoopDevice.Find(backing, out path);
            if (device is not null)
            {
                Mount(path, directory);
                return;
            }

            await Task.Delay(5, cancellation).ConfigureAwait(false);
            if (TimeProvider.System.GetElapsedTime(began) > s_patience)
            {
                throw new RuntimeException($"the disk {file} is in use by something that is no instance");
            }
        }
    }

    /// <summary>Mounts a device.</summary>
    public static void Mount(string device, string directory)
    {
        if (Native.Mount(device, directory, "ext4", NoSetUserId | NoDevices | NoAccessTimes, Options) != 0)
        {
            throw new RuntimeException($"the disk for {directory} cannot be mounted: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Where a program of this machine's file systems is; null when it is missing.</summary>
    public static string? ProgramOf(string name) => new[] { "/usr/sbin/" + name, "/sbin/" + name }.FirstOrDefault(File.Exists);

    /// <summary>Makes an empty file system of a file's size.</summary>
    /// <param name="file">The file.</param>
    /// <param name="ratio">Bytes for each file that it can hold.</param>
    /// <param name="features">What it has beside, or without, the usual.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task FormatAsync(string file, string ratio, string features, CancellationToken cancellation) => Tool.RunAsync(
        ProgramOf("mkfs.ext4")!,
        ["-q", "-F", "-m", "0", "-b", "4096", "-i", ratio, .. features.Length == 0 ? Array.Empty<string>() : ["-O", features],
            "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard", file],
        cancellation: cancellation);

    /// <summary>Takes the disk from the host's sight; again, or without one, does no harm.</summary>
    public static void Hide(string directory)
    {
        while (Native.Unmount(directory, Detach) == 0)
        {
        }

        // Whoever hides a disk goes on to delete the directory: what is in it must not be the disk's.
        if (Marshal.GetLastPInvokeError() is not (Invalid or NotThere))
        {
            throw new RuntimeException($"{directory} cannot be unmounted: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private static async Task MakeTemplateAsync(string template, bool journal, CancellationToken cancellation)
    {
        if (File.Exists(template))
        {
            return;
        }

        var making = $"{template}.{Guid.NewGuid():N}";
        using (var file = File.OpenHandle(making, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, Bytes);
        }

        await FormatAsync(making, "65536", journal ? "^resize_inode" : "^resize_inode,^has_journal", cancellation).ConfigureAwait(false);
        File.Move(making, template, overwrite: true);
    }

    private static void CopySparse(string from, string to)
    {
        using var source = File.OpenHandle(from);
        using var target = File.OpenHandle(to, FileMode.Create, FileAccess.Write);
        RandomAccess.SetLength(target, Bytes);
        var buffer = new byte[64 * 1024];
        for (var start = Native.Seek(source, 0, SeekData); start >= 0; start = Native.Seek(source, start, SeekData))
        {
            var end = Native.Seek(source, start, SeekHole);
            while (start < end)
            {
                var read = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - start)), start);
                RandomAccess.Write(target, buffer.AsSpan(0, read), start);
                start += read;
            }
        }
    }
}
