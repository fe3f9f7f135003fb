using System.Text;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>The guard's socket: 0600, and only the own user and root are let in.</summary>
internal sealed unsafe class GuardListener : IDisposable
{
    private const int Backlog = 16, AddressBytes = 110, PathAt = 2;
    private const uint OthersNothing = 0x7F;

    private GuardListener(int descriptor) => Descriptor = descriptor;

    /// <summary>Readable when somebody connects.</summary>
    public int Descriptor { get; }

    /// <summary>Listens; a file that an earlier guard left is removed, which the lock makes safe.</summary>
    /// <exception cref="GuardStartException">The socket cannot be made.</exception>
    public static GuardListener Open(string path)
    {
        _ = unlink(path);
        var descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        var address = stackalloc byte[AddressBytes];
        var length = Address(path, address);
        // The mask holds for the moment in which the file appears.
        var mask = umask(OthersNothing);
        var isBound = descriptor >= 0 && bind(descriptor, address, length) == 0;
        var problem = isBound ? "" : Error;
        _ = umask(mask);
        if (isBound && listen(descriptor, Backlog) == 0)
        {
            return new GuardListener(descriptor);
        }

        problem = isBound ? Error : problem;
        _ = close(descriptor);
        throw new GuardStartException($"The guard's socket {path} cannot be opened ({problem}); free some space or make the home writable.");
    }

    /// <summary>The next connection; null when there is none that may stay.</summary>
    /// <param name="isThereMore">Whether to ask again.</param>
    public DaemonConnection? Accept(out bool isThereMore)
    {
        var connection = accept4(Descriptor, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK);
        isThereMore = connection >= 0;
        if (connection < 0)
        {
            return null;
        }

        Credentials peer;
        var size = (uint)sizeof(Credentials);
        if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && (peer.User == 0 || peer.User == geteuid()))
        {
            return new DaemonConnection(connection, peer.Pid);
        }

        _ = close(connection);
        return null;
    }

    /// <summary>Writes struct sockaddr_un.</summary>
    /// <param name="path">A path that fits; one that begins with <c>@</c> is a name without a file.</param>
    /// <param name="address">For <see cref="AddressBytes"/>.</param>
    /// <returns>Its length.</returns>
    public static uint Address(string path, byte* address)
    {
        new Span<byte>(address, AddressBytes).Clear();
        *(ushort*)address = AF_UNIX;
        var written = Encoding.UTF8.GetBytes(path, new Span<byte>(address + PathAt, AddressBytes - PathAt - 1));
        if (path[0] == '@')
        {
            address[PathAt] = 0;
            return (uint)(PathAt + written);
        }

        return (uint)(PathAt + written + 1);
    }

    public void Dispose() => _ = close(Descriptor);
}
