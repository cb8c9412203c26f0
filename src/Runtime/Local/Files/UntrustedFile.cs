using Microsoft.Win32.SafeHandles;

namespace Sundog.Runtime.Local;

/// <summary>Files where an instance's own user may have put anything in their place.</summary>
internal static class UntrustedFile
{
    /// <summary>Opens one for reading; null when it is not there or is no file.</summary>
    public static FileStream? Read(string path) => Stream(Native.OpenUntrusted(path), FileAccess.Read);

    /// <summary>Opens one to add to it, made if it is not there; null when it cannot be.</summary>
    public static FileStream? Append(string path) => Stream(Native.AppendUntrusted(path), FileAccess.Write);

    private static FileStream? Stream(SafeFileHandle handle, FileAccess access)
    {
        if (!handle.IsInvalid)
        {
            // A pipe cannot be sought in: whoever put one there would make a reader wait for ever.
            var stream = new FileStream(handle, access, bufferSize: 0);
            if (stream.CanSeek)
            {
                return stream;
            }
        }

        handle.Dispose();
        return null;
    }
}
