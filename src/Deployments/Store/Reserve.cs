namespace Sundog.Deployments;

/// <summary>Space that is kept free for the database: on a full disk it is given up, so that what became of an activity can still be recorded.</summary>
internal sealed class Reserve(string path)
{
    private const long Size = 8 << 20;

    // Enough to start what a deployment starts, beside what the containers themselves write.
    private const long Needed = 32 << 20;

    /// <summary>Takes the space, if there is enough.</summary>
    public void Take()
    {
        if (File.Exists(path) || Available < Size + Needed)
        {
            return;
        }

        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                PreallocationSize = Size,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException)
        {
            // Somebody was faster; it is taken when there is space again.
        }
    }

    /// <summary>Gives the space up.</summary>
    public void Release() => File.Delete(path);

    /// <summary>Looks whether there is space to go on.</summary>
    /// <exception cref="DeploymentException">There is not.</exception>
    public void Require()
    {
        if (Available < Needed)
        {
            throw new DeploymentException($"the disk that holds {Path.GetDirectoryName(path)} is full; nothing was changed. Make some space there, then try again");
        }
    }

    private long Available => new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
}
