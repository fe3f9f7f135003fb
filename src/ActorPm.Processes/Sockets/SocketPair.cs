using System.Net.Sockets;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>Two connected sockets of this process, that nobody else can reach: what is written to the one is read from the other.</summary>
public static class SocketPair
{
    /// <summary>Opens a pair.</summary>
    /// <exception cref="SocketException">The limit of open files is reached.</exception>
    public static unsafe (Socket One, Socket Other) Open()
    {
        var ends = stackalloc int[2];
        return LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, ends) != 0
            ? throw new SocketException(LibC.Errno)
            : (new Socket(new SafeSocketHandle(ends[0], ownsHandle: true)), new Socket(new SafeSocketHandle(ends[1], ownsHandle: true)));
    }
}
