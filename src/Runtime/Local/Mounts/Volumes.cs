using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>The directories behind mounts.</summary>
internal static class Volumes
{
    private const int Exists = 17;
    private const uint Mode = 0b111_101_101;

    /// <summary>Opens the directory that a mount shows, made when it is new. What lies in a volume is the application's, which may be at work
    /// there at this instant: the way is gone step by step on handles, none of which follows a link or leads out.</summary>
    /// <param name="volume">The volume's directory.</param>
    /// <param name="mount">The mount.</param>
    /// <param name="user">Who gets directories that are new.</param>
    /// <exception cref="RuntimeException">The application put a symbolic link or a file where the mount's directory should be.</exception>
    public static SafeFileHandle Open(string volume, MountPlan mount, int user)
    {
        if (!Directory.Exists(volume))
        {
            OwnedFiles.MakeDirectory(volume, user);
        }

        var current = Native.OpenDirectory(volume);
        foreach (var part in mount.Directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = current;
            current = Step(parent, part, user)
                ?? throw new RuntimeException($"the mount {mount.Target} leads through {part} in its volume, which is no directory but a link or a file; remove it or change source_path");
        }

        return current;
    }

    private static SafeFileHandle? Step(SafeFileHandle parent, string name, int user)
    {
        var handle = Native.OpenBelow(parent, name);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        if (name == ".." || (Native.MakeDirectoryBelow(parent, name, Mode) != 0 && Marshal.GetLastPInvokeError() != Exists))
        {
            return null;
        }

        // Where another instance of the volume has made it at this instant, it opens now.
        handle = Native.OpenBelow(parent, name);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            return null;
        }

        _ = Native.ChangeOwner(handle, user, user);
        return handle;
    }
}
