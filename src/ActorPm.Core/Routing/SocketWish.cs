using System.Globalization;

namespace ActorPm.Core.Routing;

/// <summary>A socket that is to listen.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Host">An IP address; null for all addresses: IPv6 and IPv4 by one socket, or IPv4 alone where there is no IPv6. Null for a Unix socket.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose, and is that of a Unix socket.</param>
/// <param name="Path">The path of a Unix socket; one that begins with a zero lies in no directory. Null otherwise.</param>
public sealed record SocketWish(SocketKind Kind, string? Host, int Port, string? Path)
{
    /// <summary>Node's: the kernel rounds it up to 512.</summary>
    public const int DefaultBacklog = 511;

    /// <summary>How many connections may wait to be accepted; at least 1. The kernel's own limit (net.core.somaxconn) may be lower.</summary>
    public int Backlog { get; init; } = DefaultBacklog;

    /// <summary>Whether an IPv6 socket leaves IPv4 alone.</summary>
    public bool IsV6Only { get; init; }

    /// <summary>Whether other UDP sockets may have the same address.</summary>
    public bool MayShareAddress { get; init; }

    /// <summary>Whether accept waits, for programs that know nothing else; what a program sets itself counts for all who hold the socket.</summary>
    public bool IsBlocking { get; init; }

    /// <summary>Whether everybody may read a Unix socket; otherwise its owner alone.</summary>
    public bool IsReadableByAll { get; init; }

    /// <summary>Whether everybody may connect to a Unix socket; otherwise its owner alone.</summary>
    public bool IsWritableByAll { get; init; }

    /// <summary>A listening address as a wish.</summary>
    public static SocketWish Of(ListenAddress address) => address.Path is { } path
        ? new SocketWish(SocketKind.Unix, null, 0, path)
        : new SocketWish(SocketKind.Tcp, address.Host, address.Port, null);

    /// <summary>For people.</summary>
    public override string ToString() => Kind is SocketKind.Unix ? $"unix:{Path?.Replace('\0', '@')}"
        : string.Create(CultureInfo.InvariantCulture, $"{(Kind is SocketKind.Udp ? "UDP " : "")}port {Port}{(Host is null ? "" : $" of {Host}")}");
}

/// <summary>Kinds of sockets.</summary>
public enum SocketKind
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP, which is bound and does not listen.</summary>
    Udp,

    /// <summary>A Unix socket of streams.</summary>
    Unix,
}

/// <summary>The name that a socket got.</summary>
/// <param name="Family"><c>IPv4</c> or <c>IPv6</c>; null for a Unix socket.</param>
/// <param name="Address">The IP address; the path of a Unix socket.</param>
/// <param name="Port">The port; 0 for a Unix socket.</param>
public sealed record SocketName(string? Family, string Address, int Port);
