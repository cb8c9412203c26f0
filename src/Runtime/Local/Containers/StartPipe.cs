namespace Sundog.Runtime.Local;

/// <summary>The pipe at which a container of crun waits to be started. What <c>crun start</c> does with it, without starting a program
/// for it.</summary>
internal static class StartPipe
{
    /// <summary>Lets the container run.</summary>
    /// <returns>False when nobody waits there: the program itself may know more.</returns>
    public static bool TryOpen(string path)
    {
        // It does not block: without a reader it fails.
        using var pipe = Native.OpenPipe(path);
        if (pipe.IsInvalid)
        {
            return false;
        }

        // Without its pipe a container is one that runs.
        File.Delete(path);
        return Native.WriteByte(pipe);
    }
}
