using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Guard;
using ActorPm.Core.Routing;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Handover;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>A socket that listens (or, of UDP, is bound), held by the daemon for its apps.</summary>
public sealed unsafe class ListeningSocket : IDisposable
{
    private FileIdentity? _file;
    private KeptDescriptor _kept;

    private ListeningSocket(int descriptor, SocketWish wish, SocketName name)
    {
        Handle = new SocketHandle(descriptor);
        Wish = wish;
        Name = name;
        _file = wish.Kind is SocketKind.Unix && !IsNameless(name.Address) ? FileIdentity.Of(name.Address) : null;
    }

    /// <summary>The socket.</summary>
    public SocketHandle Handle { get; }

    /// <summary>What was wished for.</summary>
    public SocketWish Wish { get; }

    /// <summary>What came of it.</summary>
    public SocketName Name { get; }

    /// <summary>As what Node takes it.</summary>
    public HandleKind Kind => Wish.Kind is SocketKind.Udp ? HandleKind.Datagram : HandleKind.Stream;

    /// <summary>Opens one.</summary>
    /// <param name="wish">Which.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>The socket; null when there is a problem.</returns>
    public static ListeningSocket? Open(SocketWish wish, out SocketProblem? problem)
    {
        var errno = 0;
        var descriptor = -1;
        foreach (var address in AddressesOf(wish))
        {
            descriptor = TryOpen(wish, address, out errno);
            if (descriptor >= 0 || errno is not (LibC.EAFNOSUPPORT or LibC.EADDRNOTAVAIL))
            {
                break;
            }
        }

        problem = null;
        if (descriptor >= 0 && SocketAddress.NameOf(descriptor) is { } name)
        {
            return new ListeningSocket(descriptor, wish, name);
        }

        problem = SocketProblem.Explain(wish, errno == 0 ? LibC.EINVAL : errno);
        return null;
    }

    /// <summary>For one that was taken back from an app or from an earlier daemon.</summary>
    internal static ListeningSocket Reclaimed(int descriptor, SocketWish wish, SocketName name) => new(descriptor, wish, name);

    /// <summary>Lets it outlive this daemon.</summary>
    internal ListeningSocket KeptIn(DescriptorStore store)
    {
        if (FileIdentity.Of(Handle.Descriptor) is { } socket)
        {
            _kept = new KeptDescriptor(store, DescriptorKey.OfSocket(socket.Inode));
            _kept.Keep(Handle.Descriptor);
        }

        return this;
    }

    /// <summary>One that the daemon before handed over under a key of its own.</summary>
    /// <param name="inherited">What was handed over.</param>
    /// <param name="key">Which.</param>
    /// <param name="wish">What it must be.</param>
    /// <returns>Null when there is none, or it is another.</returns>
    public static ListeningSocket? Take(DescriptorBundle inherited, DescriptorKey key, SocketWish wish)
    {
        var descriptor = inherited.Take(key);
        if (descriptor >= 0 && SocketAddress.NameOf(descriptor) is { } name && name.Address == wish.Path)
        {
            return new ListeningSocket(descriptor, wish, name);
        }

        _ = LibC.close(descriptor);
        return null;
    }

    /// <summary>Leaves it to the next daemon under a key of its own.</summary>
    public void HandOver(DescriptorBundle bundle, DescriptorKey key)
    {
        if (bundle.Add(key, Handle.Descriptor))
        {
            _file = null;
        }
    }

    /// <summary>The same socket once more, for .NET's own servers.</summary>
    /// <exception cref="SocketException">The limit of open files is reached.</exception>
    public Socket Duplicate()
    {
        var descriptor = LibC.fcntl(Handle.Descriptor, LibC.F_DUPFD_CLOEXEC, 3);
        return descriptor < 0 ? throw new SocketException(LibC.Errno) : new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    /// <summary>Closes the daemon's descriptor; apps keep theirs.</summary>
    public void Dispose()
    {
        if (!Handle.IsClosed)
        {
            _kept.Drop(Handle.Descriptor);
        }

        Handle.Dispose();
    }

    /// <summary>Closes it and removes its file, unless another socket has taken the file's place.</summary>
    public void Remove()
    {
        // Another program goes on with a socket that was handed on, and its clients with the file.
        if (_kept.Store is not { IsHandedOn: true } && _file is { } file && FileIdentity.Of(Name.Address) == file)
        {
            _ = LibC.unlink(Name.Address);
        }

        Dispose();
    }

    // Node's order: all of IPv6 and IPv4 by one socket, or IPv4 alone where the machine has no IPv6.
    private static IEnumerable<SocketAddress> AddressesOf(SocketWish wish)
    {
        if (wish.Kind is SocketKind.Unix)
        {
            return wish.Path is { } path && SocketAddress.Of(path) is { } address ? [address] : [];
        }

        return wish.Host is null ? [SocketAddress.Of(IPAddress.IPv6Any, wish.Port), SocketAddress.Of(IPAddress.Any, wish.Port)]
            : IPAddress.TryParse(wish.Host, out var ip) ? [SocketAddress.Of(ip, wish.Port)] : [];
    }

    private static int TryOpen(SocketWish wish, SocketAddress address, out int errno)
    {
        var type = wish.Kind is SocketKind.Udp ? LibC.SOCK_DGRAM : LibC.SOCK_STREAM;
        var descriptor = LibC.socket(address.Family, type | LibC.SOCK_CLOEXEC | (wish.IsBlocking ? 0 : LibC.SOCK_NONBLOCK), 0);
        if (descriptor < 0)
        {
            errno = LibC.Errno;
            return -1;
        }

        if ((wish.Kind is SocketKind.Tcp || wish.MayShareAddress) && address.Family != LibC.AF_UNIX)
        {
            Set(descriptor, LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
        }

        if (address.Family == LibC.AF_INET6)
        {
            Set(descriptor, LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, wish.IsV6Only ? 1 : 0);
        }

        errno = Bind(descriptor, address);
        if (errno == LibC.EADDRINUSE && StaleSocketFile.Remove(wish, address))
        {
            errno = Bind(descriptor, address);
        }

        if (errno == 0 && wish is { Kind: SocketKind.Unix, Path: { } path } && !IsNameless(path))
        {
            _ = LibC.chmod(path, ModeOf(wish));
        }

        if (errno == 0 && wish.Kind is not SocketKind.Udp && LibC.listen(descriptor, wish.Backlog) != 0)
        {
            errno = LibC.Errno;
        }

        if (errno != 0)
        {
            _ = LibC.close(descriptor);
            return -1;
        }

        return descriptor;
    }

    private static int Bind(int descriptor, SocketAddress address)
    {
        fixed (byte* bytes = address.Bytes)
        {
            return LibC.bind(descriptor, bytes, (uint)address.Bytes.Length) == 0 ? 0 : LibC.Errno;
        }
    }

    private static void Set(int descriptor, int level, int option, int value) => _ = LibC.setsockopt(descriptor, level, option, &value, sizeof(int));

    // To connect one must be allowed to write. What Node sets for readableAll and writableAll.
    private static uint ModeOf(SocketWish wish) =>
        Convert.ToUInt32("700", 8) | (wish.IsReadableByAll ? Convert.ToUInt32("044", 8) : 0) | (wish.IsWritableByAll ? Convert.ToUInt32("022", 8) : 0);

    private static bool IsNameless(string path) => path.StartsWith('\0');
}
