using System.Runtime.InteropServices;

namespace Sundog.Runtime.Local;

/// <summary>Where a container's root file system is mounted while the container is made: a container's own root is a user like any other, who
/// could not get through the state directory. From then on the place is empty for the host; runc still starts from
/// there whoever enters.</summary>
internal sealed class RootPlace : IDisposable
{
    private const string Places = "/run/sundog.roots";

    private RootPlace(string path) => Path = path;

    /// <summary>The place.</summary>
    public string Path { get; }

    /// <summary>Mounts a root file system.</summary>
    /// <param name="root">Its directory.</param>
    /// <param name="scope">The state directory's.</param>
    /// <param name="id">The container's id.</param>
    public static RootPlace Open(string root, string scope, string id)
    {
        const nuint Bind = 4096;
        Clear(scope, id);
        var place = new RootPlace(PathOf(scope, id));
        try
        {
            Directory.CreateDirectory(place.Path);
        }
        catch (DirectoryNotFoundException)
        {
            // The last environment that was there has just gone, and the directory of places with it.
            Directory.CreateDirectory(place.Path);
        }

        return Native.Mount(root, place.Path, "", Bind, "") == 0
            ? place
            : throw new RuntimeException($"{root} cannot be mounted: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Removes the place of a container that is gone, or was never made.</summary>
    public static void Clear(string scope, string id)
    {
        var path = PathOf(scope, id);
        if (Directory.Exists(path))
        {
            SizedDisk.Hide(path);
            Directory.Delete(path);
        }
    }

    /// <summary>Removes the directory of places, when it has none.</summary>
    public static void RemoveEmpty()
    {
        try
        {
            Directory.Delete(Places);
        }
        catch (IOException)
        {
            // Another state directory has containers.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => SizedDisk.Hide(Path);

    private static string PathOf(string scope, string id) => $"{Places}/{scope}.{id}";
}
