using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Sundog.Daemon;

/// <summary>File descriptors: what the base library has no words for.</summary>
internal static partial class Descriptors
{
    private const int SetFlags = 2;
    private const int CloseOnExec = 1;
    private const int DuplicateCloseOnExec = 1030;
    private const int SocketLevel = 1;
    private const int Rights = 1;

    /// <summary>Says whether programs that this process starts, or becomes, do not get it.</summary>
    public static void KeepFromPrograms(int descriptor, bool isKept) => _ = Control(descriptor, SetFlags, isKept ? CloseOnExec : 0);

    /// <summary>Another descriptor of the same socket.</summary>
    public static nint Duplicate(Socket socket)
    {
        var copy = Control((int)socket.SafeHandle.DangerousGetHandle(), DuplicateCloseOnExec, 3);
        return copy >= 0 ? copy : throw new SocketException((int)SocketError.TooManyOpenSockets);
    }

    /// <summary>Sends a message and a descriptor to a datagram socket at a path.</summary>
    public static unsafe void Send(Socket through, string path, string message, Socket descriptor)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var name = Encoding.UTF8.GetBytes(path);
        var address = stackalloc byte[110];
        *(ushort*)address = 1;
        name.CopyTo(new Span<byte>(address + 2, 107));
        if (name[0] == (byte)'@')
        {
            address[2] = 0;
        }

        // A control message: its length, its level and kind, and the descriptor, padded.
        var control = stackalloc nint[3];
        control[0] = 20;
        ((int*)control)[2] = SocketLevel;
        ((int*)control)[3] = Rights;
        ((int*)control)[4] = (int)descriptor.SafeHandle.DangerousGetHandle();
        fixed (byte* bytes = text)
        {
            var part = stackalloc nint[2] { (nint)bytes, text.Length };
            var header = stackalloc nint[7] { (nint)address, 2 + name.Length, (nint)part, 1, (nint)control, 24, 0 };
            _ = SendMessage((int)through.SafeHandle.DangerousGetHandle(), header, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(int descriptor, nint* header, int flags);
}
