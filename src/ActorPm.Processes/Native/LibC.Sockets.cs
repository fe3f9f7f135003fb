using System.Runtime.InteropServices;

namespace ActorPm.Processes.Native;

/// <summary>Sockets.</summary>
internal static unsafe partial class LibC
{
    public const int EBADF = 9, ENOTSOCK = 88, EADDRINUSE = 98, EADDRNOTAVAIL = 99, EAFNOSUPPORT = 97, ECONNREFUSED = 111, ECONNABORTED = 103;

    public const int AF_INET = 2, AF_INET6 = 10, SOCK_DGRAM = 2, SOCK_NONBLOCK = 0x800;

    public const int SOL_SOCKET = 1, SO_REUSEADDR = 2, SO_TYPE = 3, SO_ACCEPTCONN = 30, IPPROTO_IPV6 = 41, IPV6_V6ONLY = 26, SCM_RIGHTS = 1;

    /// <summary>sizeof(struct sockaddr_un), the largest address in use.</summary>
    public const int LongestAddress = 110;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(int fd, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int listen(int fd, int backlog);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(int fd, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int accept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockname(int fd, byte* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getpeername(int fd, byte* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(int fd, int level, int option, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(int fd, int level, int option, void* value, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendmsg(int fd, void* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recvmsg(int fd, void* message, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int chmod(string path, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int chown(string path, uint owner, uint group);

    /// <summary>Sends bytes with a descriptor, which the other side gets a duplicate of.</summary>
    /// <returns>How many bytes were taken (the descriptor goes with the first of them), or -1.</returns>
    public static nint SendWithDescriptor(int socket, ReadOnlySpan<byte> bytes, int descriptor, int flags)
    {
        fixed (byte* start = bytes)
        {
            var piece = stackalloc nint[2] { (nint)start, bytes.Length };

            // struct cmsghdr: length, level and type; then the descriptor.
            var control = stackalloc nint[3];
            control[0] = sizeof(nint) + (2 * sizeof(int)) + sizeof(int);
            ((int*)control)[2] = SOL_SOCKET;
            ((int*)control)[3] = SCM_RIGHTS;
            ((int*)control)[4] = descriptor;

            // struct msghdr: name and its length, pieces and their number, control and its length, flags.
            var message = stackalloc nint[7];
            new Span<nint>(message, 7).Clear();
            message[2] = (nint)piece;
            message[3] = 1;
            message[4] = (nint)control;
            message[5] = 3 * sizeof(nint);
            return sendmsg(socket, message, flags);
        }
    }
}
