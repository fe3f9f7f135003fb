using System.Buffers.Binary;
using System.Net;
using System.Text;
using ActorPm.Core.Routing;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>An address as the kernel has it (struct sockaddr).</summary>
internal readonly unsafe struct SocketAddress
{
    // sa_family comes first, 2 bytes in the machine's order.
    private const int PathOffset = 2, PortOffset = 2, V4Offset = 4, V6Offset = 8, ScopeOffset = 24;

    private readonly byte[] _bytes;

    private SocketAddress(byte[] bytes) => _bytes = bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The family: AF_INET, AF_INET6 or AF_UNIX.</summary>
    public int Family => BitConverter.ToUInt16(_bytes);

    /// <summary>Of an IP address and a port.</summary>
    public static SocketAddress Of(IPAddress address, int port)
    {
        var isV6 = address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6;
        var bytes = new byte[isV6 ? 28 : 16];
        BitConverter.TryWriteBytes(bytes, (ushort)(isV6 ? LibC.AF_INET6 : LibC.AF_INET));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(PortOffset), (ushort)port);
        address.TryWriteBytes(bytes.AsSpan(isV6 ? V6Offset : V4Offset), out _);
        if (isV6)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(ScopeOffset), (uint)address.ScopeId);
        }

        return new SocketAddress(bytes);
    }

    /// <summary>Of a path; null when it is too long. One that begins with a zero is no path but a name.</summary>
    public static SocketAddress? Of(string path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        var isName = path.StartsWith('\0');
        if (length + PathOffset + (isName ? 0 : 1) > LibC.LongestAddress)
        {
            return null;
        }

        var bytes = new byte[PathOffset + length + (isName ? 0 : 1)];
        BitConverter.TryWriteBytes(bytes, (ushort)LibC.AF_UNIX);
        Encoding.UTF8.GetBytes(path, bytes.AsSpan(PathOffset));
        return new SocketAddress(bytes);
    }

    /// <summary>The IP address in an address of the kernel's; empty for others.</summary>
    public static byte[] HostOf(ReadOnlySpan<byte> address) => address.Length < 2 ? [] : BitConverter.ToUInt16(address) switch
    {
        LibC.AF_INET => address[V4Offset..(V4Offset + 4)].ToArray(),
        LibC.AF_INET6 => address[V6Offset..(V6Offset + 16)].ToArray(),
        _ => [],
    };

    /// <summary>The name of a socket; null when it is none, or of another family.</summary>
    public static SocketName? NameOf(int descriptor)
    {
        var bytes = stackalloc byte[LibC.LongestAddress];
        var length = (uint)LibC.LongestAddress;
        if (LibC.getsockname(descriptor, bytes, &length) != 0 || length < 2)
        {
            return null;
        }

        var address = new ReadOnlySpan<byte>(bytes, (int)Math.Min(length, LibC.LongestAddress));
        switch (BitConverter.ToUInt16(address))
        {
            case LibC.AF_INET:
                return new SocketName("IPv4", new IPAddress(address[V4Offset..(V4Offset + 4)]).ToString(), BinaryPrimitives.ReadUInt16BigEndian(address[PortOffset..]));
            case LibC.AF_INET6:
                return new SocketName("IPv6", new IPAddress(address[V6Offset..(V6Offset + 16)]).ToString(), BinaryPrimitives.ReadUInt16BigEndian(address[PortOffset..]));
            case LibC.AF_UNIX:
                var path = address[PathOffset..];
                return new SocketName(null, Encoding.UTF8.GetString(path.Length > 0 && path[0] == 0 ? path : path.TrimEnd((byte)0)), 0);
            default:
                return null;
        }
    }
}
