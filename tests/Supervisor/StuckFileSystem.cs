using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sundog.Supervisor.Tests;

/// <summary>A mounted file system whose server takes every request and answers none: who asks waits in the kernel, and no signal ends that.</summary>
internal sealed partial class StuckFileSystem : IDisposable
{
    private const int ReadWrite = 2, NoSetuidNoDevices = 6, ForceAndDetach = 3;
    private const int HeaderSize = 16, InitSize = 64, LargestRequest = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("sundog-").FullName;
    private readonly int _server;

    public StuckFileSystem()
    {
        _server = open("/dev/fuse", ReadWrite);
        Assert.Equal(0, mount("stuck", _folder, "fuse", NoSetuidNoDevices, $"fd={_server},rootmode=40000,user_id=0,group_id=0,allow_other"));
        new Thread(Take) { IsBackground = true }.Start();
    }

    /// <summary>Whether this machine can have one.</summary>
    public static bool IsPossible => Environment.IsPrivilegedProcess && File.Exists("/dev/fuse");

    /// <summary>A file in it; to look for it lasts for ever.</summary>
    public string Lost => Path.Combine(_folder, "file");

    /// <summary>Somebody waits.</summary>
    public bool Asked { get; private set; }

    public void Dispose()
    {
        _ = umount2(_folder, ForceAndDetach);
        _ = close(_server);
        Directory.Delete(_folder);
    }

    /// <summary>Only the greeting is answered, for the kernel asks nothing before.</summary>
    private void Take()
    {
        var request = new byte[LargestRequest];
        if (read(_server, request, (nuint)request.Length) < HeaderSize)
            return;
        var answer = new byte[HeaderSize + InitSize];
        BinaryPrimitives.WriteInt32LittleEndian(answer, answer.Length);
        request.AsSpan(8, 8).CopyTo(answer.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(HeaderSize), 7);
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(HeaderSize + 4), 31);
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(HeaderSize + 20), 4096);
        _ = write(_server, answer, (nuint)answer.Length);
        while (read(_server, request, (nuint)request.Length) > 0)
            Asked = true;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int open(string path, int flags);

    [LibraryImport("libc")] private static partial int close(int fd);

    [LibraryImport("libc")] private static partial nint read(int fd, byte[] buffer, nuint length);

    [LibraryImport("libc")] private static partial nint write(int fd, byte[] buffer, nuint length);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int umount2(string target, int flags);
}
