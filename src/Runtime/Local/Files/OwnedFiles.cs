using System.Text;

namespace Sundog.Runtime.Local;

/// <summary>Files and directories that are handed to an instance's user. Nobody else but root reads the files.</summary>
internal static class OwnedFiles
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file that only its owner may read, and nobody write.</summary>
    /// <returns>Its path.</returns>
    public static string Write(string path, string text, int user)
    {
        // Created unreadable for others, so that there is no instant at which they could read it.
        using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OnlyOwner }))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        _ = Native.ChangeOwner(path, user, user);
        return path;
    }

    /// <summary>Makes a directory that belongs to the user.</summary>
    /// <returns>Its path.</returns>
    public static string MakeDirectory(string path, int user)
    {
        Directory.CreateDirectory(path);
        _ = Native.ChangeOwner(path, user, user);
        return path;
    }
}
