using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sundog.Runtime.Local;

/// <summary>A directory of the host that the first process of a container is handed open, and nobody else in it: there it writes what the
/// others only read.</summary>
internal sealed class HandedDirectory : IDisposable
{
    private readonly SafeFileHandle _handle;

    private HandedDirectory(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens it, as a mount of its own: nothing above it is handed over with it.</summary>
    /// <exception cref="RuntimeException">The kernel refuses.</exception>
    public static HandedDirectory Open(string directory)
    {
        var handle = Native.OpenDetached(directory);
        return handle.IsInvalid
            ? throw new RuntimeException($"{directory} cannot be handed to an instance: {Marshal.GetLastPInvokeErrorMessage()}")
            : new HandedDirectory(handle);
    }

    /// <summary>Where a program that is started meanwhile finds it.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_handle.DangerousGetHandle()}";

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
