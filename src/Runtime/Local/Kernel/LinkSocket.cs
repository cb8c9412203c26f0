using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sundog.Runtime.Local.Kernel;

/// <summary>Asks the kernel to change links, addresses and routes of the network in which the socket was made.</summary>
internal sealed partial class LinkSocket : IDisposable
{
    /// <summary>It is there already.</summary>
    public const int Exists = 17;

    /// <summary>There is no such link.</summary>
    public const int NoDevice = 19;

    private const int Netlink = 16, Raw = 3, CloseOnExec = 0x80000;
    private const int OffsetOfType = 4, OffsetOfError = 16, SmallestAnswer = 20;
    private const ushort ErrorType = 2;

    private readonly SafeFileHandle _handle = new(Socket(Netlink, Raw | CloseOnExec, 0), ownsHandle: true);

    /// <summary>The number of a link in the network of the calling thread; 0 when there is none of that name.</summary>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int IndexOf(string link);

    /// <summary>Sends a request and waits for the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="allowed">The one error that is none.</param>
    /// <exception cref="RuntimeException">The kernel refused.</exception>
    public unsafe void Send(LinkRequest request, int allowed = 0)
    {
        var answer = stackalloc byte[4096];
        nint length;
        fixed (byte* message = request.Message)
        {
            length = Send(_handle, message, (nuint)request.Message.Length, 0) < 0 ? -1 : Receive(_handle, answer, 4096, 0);
        }

        var error = length < 0 ? Marshal.GetLastPInvokeError() : Error(new ReadOnlySpan<byte>(answer, (int)length));
        if (error != 0 && error != allowed)
        {
            throw new RuntimeException($"the network could not be laid: {request.Text}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static int Error(ReadOnlySpan<byte> answer) =>
        answer.Length >= SmallestAnswer && BinaryPrimitives.ReadUInt16LittleEndian(answer[OffsetOfType..]) == ErrorType
            ? -BinaryPrimitives.ReadInt32LittleEndian(answer[OffsetOfError..])
            : 0;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(SafeFileHandle socket, byte* message, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static unsafe partial nint Receive(SafeFileHandle socket, byte* buffer, nuint length, int flags);
}
