namespace Sundog.Runtime.Local;

/// <summary>Directory trees.</summary>
internal static class Trees
{
    /// <summary>Deletes a tree, read-only directories in it too; one that is not there is no error. Symbolic links are not followed.</summary>
    public static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Gives a tree to a user. Links themselves change their owner, not what they lead to.</summary>
    public static void Own(string path, int user)
    {
        _ = Native.ChangeOwner(path, user, user);
        foreach (var entry in Directory.EnumerateFileSystemEntries(path, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            // Links are left out: with them the walk would follow those to directories.
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        }))
        {
            _ = Native.ChangeOwner(entry, user, user);
        }
    }

    /// <summary>Returns when the file system that holds the path has written everything to the disk.</summary>
    public static void Flush(string path)
    {
        using var handle = Native.OpenUntrusted(path);
        _ = Native.SyncFileSystem(handle);
    }
}
