using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sundog.Routing;

/// <summary>The files of an instance as its own processes see them. Mounts and symbolic links, absolute ones too, resolve inside the
/// instance's root directory and never outside of it; the kernel sees to that, whatever the application does to its files meanwhile.</summary>
public sealed class RootedFiles : IFileTree, IDisposable
{
    private readonly SafeFileHandle _root;
    private readonly string _directory;

    private RootedFiles(SafeFileHandle root, string directory) => (_root, _directory) = (root, directory);

    /// <summary>The directory below which files are looked up, as the instance's own processes name it.</summary>
    public string Directory => "/" + _directory;

    /// <summary>Opens the view.</summary>
    /// <param name="root">The instance's root directory: <c>/proc/PID/root</c>.</param>
    /// <param name="directory">The directory in it below which files are looked up.</param>
    /// <exception cref="IOException">There is no such directory.</exception>
    public static RootedFiles Open(string root, string directory = "/app")
    {
        var descriptor = NativeFiles.Open(root, NativeFiles.PathOnly | NativeFiles.DirectoryOnly | NativeFiles.CloseOnExec);
        if (descriptor < 0) throw new IOException($"cannot open {root}: {Marshal.GetLastPInvokeErrorMessage()}");
        return new RootedFiles(new SafeFileHandle(descriptor, ownsHandle: true), directory.Trim('/'));
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    FoundEntry? IFileTree.Find(string path)
    {
        if (_root.IsClosed) throw new InstanceGoneException();
        var descriptor = NativeFiles.OpenInRoot(_root, path.Length == 0 ? _directory : $"{_directory}/{path}", out var error);
        if (descriptor < 0) return error is NativeFiles.NotPermitted or NativeFiles.AccessDenied or NativeFiles.NoDevice ? new FoundEntry(EntryKind.Other) : null;

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var status = NativeFiles.StatusOf(handle);
        if (!status.IsFile)
        {
            handle.Dispose();
            return new FoundEntry(status.IsDirectory ? EntryKind.Directory : EntryKind.Other);
        }

        return new FoundEntry(EntryKind.File, handle)
        {
            Length = (long)status.Size,
            Modified = DateTimeOffset.FromUnixTimeSeconds(status.Modified.Seconds),
            // The time of the change stands in it for builds that give all their files one time of writing.
            EntityTag = $"\"{status.Modified.Seconds:x}-{status.Size:x}-{status.Changed.Seconds:x}{status.Changed.Nanoseconds:x}\"",
        };
    }
}
