using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sundog.Runtime.Local;

/// <summary>Block devices that are files. Each frees itself when its last handle and mount are gone, however that happens.</summary>
internal static class LoopDevice
{
    private const nuint GetFree = 0x4C82;
    private const nuint Configure = 0x4C0A;
    private const nuint GetStatus = 0x4C05;
    private const int SizeOfStatus = 232;
    private const int Attempts = 100;
    private const int Busy = 16;

    /// <summary>Whether this machine has them.</summary>
    public static bool IsAvailable { get; } = File.Exists("/dev/loop-control");

    /// <summary>Makes a device of a file that none has been made of.</summary>
    /// <param name="backing">The file, open for writing.</param>
    /// <param name="path">The device's path.</param>
    /// <returns>A handle that keeps the device until it is mounted.</returns>
    public static unsafe SafeFileHandle Attach(SafeFileHandle backing, out string path)
    {
        const int SizeOfConfiguration = 304, OffsetOfFlags = 8 + 52;
        const uint FreesItself = 4;
        using var control = Native.OpenDevice("/dev/loop-control");
        var configuration = stackalloc byte[SizeOfConfiguration];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var number = Native.Control(control, GetFree, null);
            path = $"/dev/loop{number}";
            var device = Native.OpenDevice(path);
            new Span<byte>(configuration, SizeOfConfiguration).Clear();
            *(uint*)configuration = (uint)backing.DangerousGetHandle();
            *(uint*)(configuration + OffsetOfFlags) = FreesItself;
            if (!device.IsInvalid && Native.Control(device, Configure, configuration) == 0)
            {
                return device;
            }

            // Somebody else took it first.
            var error = Marshal.GetLastPInvokeError();
            device.Dispose();
            if (error != Busy)
            {
                break;
            }
        }

        throw new RuntimeException($"no loop device could be had for {NameOf(backing)}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The device that has been made of a file; null when there is none, or it is just about to go.</summary>
    /// <param name="backing">The file.</param>
    /// <param name="path">The device's path.</param>
    /// <returns>A handle that keeps the device until it is mounted.</returns>
    public static unsafe SafeFileHandle? Find(SafeFileHandle backing, out string path)
    {
        var file = NameOf(backing);
        var status = stackalloc byte[SizeOfStatus];
        foreach (var directory in Directory.EnumerateDirectories("/sys/block", "loop*").Where(directory => BackingOf(directory) == file))
        {
            path = "/dev/" + Path.GetFileName(directory);
            var device = Native.OpenDevice(path);

            // From here on it cannot become the device of another file; before, it may have.
            if (!device.IsInvalid && Native.Control(device, GetStatus, status) == 0 && BackingOf(directory) == file)
            {
                return device;
            }

            device.Dispose();
        }

        path = "";
        return null;
    }

    private static string NameOf(SafeFileHandle handle) => new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget ?? "";

    private static string? BackingOf(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "loop/backing_file")).TrimEnd('\n');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
