using System.Runtime.InteropServices;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>A socket of the daemon's. Closed when it is disposed of and nobody is about to send it to an app any more.</summary>
public sealed class SocketHandle : SafeHandle
{
    internal SocketHandle(int descriptor)
        : base(-1, ownsHandle: true) => SetHandle(descriptor);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>The IP address of the other end of a connection, in the network's order; empty for a Unix socket, or when the connection is gone.</summary>
    public unsafe ReadOnlySpan<byte> PeerAddress
    {
        get
        {
            var bytes = stackalloc byte[LibC.LongestAddress];
            var length = (uint)LibC.LongestAddress;
            return LibC.getpeername(Descriptor, bytes, &length) == 0 ? SocketAddress.HostOf(new ReadOnlySpan<byte>(bytes, (int)Math.Min(length, LibC.LongestAddress))) : [];
        }
    }

    internal int Descriptor => (int)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}

/// <summary>As what Node takes a socket that it is sent.</summary>
public enum HandleKind
{
    /// <summary>TCP or a Unix socket, listening or connected.</summary>
    Stream,

    /// <summary>UDP.</summary>
    Datagram,
}
