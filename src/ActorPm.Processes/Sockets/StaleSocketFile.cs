using ActorPm.Core.Routing;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>The file of a Unix socket that nobody listens on any more: what a program leaves behind that was killed.</summary>
internal static unsafe class StaleSocketFile
{
    /// <summary>Removes the file when it is a socket and a connection to it is refused.</summary>
    /// <returns>Whether it was removed.</returns>
    public static bool Remove(SocketWish wish, SocketAddress address)
    {
        if (wish is not { Kind: SocketKind.Unix, Path: { } path } || path.StartsWith('\0'))
        {
            return false;
        }

        var probe = LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, 0);
        if (probe < 0)
        {
            return false;
        }

        // The kernel refuses just this way what is a socket without a listener; what is no socket at all is refused alike and must stay.
        int outcome, errno;
        fixed (byte* bytes = address.Bytes)
        {
            outcome = LibC.connect(probe, bytes, (uint)address.Bytes.Length);
            errno = LibC.Errno;
        }

        _ = LibC.close(probe);
        return outcome != 0 && errno == LibC.ECONNREFUSED && IsSocket(path) && LibC.unlink(path) == 0;
    }

    private static bool IsSocket(string path)
    {
        // struct statx: stx_mode, 2 bytes at 28.
        const int NoFollow = 0x100, TypeMask = 0xF000, Socket = 0xC000, ModeOffset = 28;
        const uint WantType = 1;
        var answer = stackalloc byte[256];
        return LibC.statx(LibC.AT_FDCWD, path, NoFollow, WantType, answer) == 0 && (*(ushort*)(answer + ModeOffset) & TypeMask) == Socket;
    }
}
