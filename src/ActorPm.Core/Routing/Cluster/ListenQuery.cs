using System.Globalization;

namespace ActorPm.Core.Routing.Cluster;

/// <summary>Where a worker wants to listen, in Node's terms.</summary>
/// <param name="Address">An IP address, or a path with port -1; null for all addresses.</param>
/// <param name="Port">0 to 65535; -1 for a path, null for a descriptor.</param>
/// <param name="AddressType">As it stood in the message: 4, 6, -1 for a path, <c>udp4</c>, <c>udp6</c>, or null.</param>
/// <param name="Descriptor">A descriptor of the primary; -1 when none is meant.</param>
/// <param name="Index">Which of a worker's servers with the same address.</param>
public sealed record ListenQuery(string? Address, int? Port, string? AddressType, int Descriptor, int Index)
{
    // UV_TCP_IPV6ONLY and UV_UDP_IPV6ONLY are 1, UV_UDP_REUSEADDR is 4 (uv.h).
    private const int V6Only = 1, Reuse = 4;

    /// <summary>Flags of libuv.</summary>
    public int Flags { get; init; }

    /// <summary>How many connections may wait; 0 for Node's own number.</summary>
    public int Backlog { get; init; }

    /// <summary>Whether everybody may read a Unix socket.</summary>
    public bool ReadableByAll { get; init; }

    /// <summary>Whether everybody may connect to a Unix socket.</summary>
    public bool WritableByAll { get; init; }

    /// <summary>What the server wants its siblings to have too (keys of TLS tickets), as JSON; null for nothing.</summary>
    public string? Data { get; init; }

    /// <summary>The name of the socket in Node's messages: workers with the same one share it.</summary>
    public string Key { get; init; } = "";

    /// <summary>What that is in terms of the system; null when no primary of ours opens it.</summary>
    public SocketWish? ToWish() => (AddressType, Port) switch
    {
        _ when Descriptor >= 0 => null,
        ("udp4" or "udp6", { } port and >= 0) => new SocketWish(SocketKind.Udp, Address ?? (AddressType is "udp4" ? "0.0.0.0" : "::"), port, null)
        {
            IsV6Only = (Flags & V6Only) != 0, MayShareAddress = (Flags & Reuse) != 0,
        },
        (_, -1) when Address is { Length: > 0 } path => new SocketWish(SocketKind.Unix, null, 0, path)
        {
            Backlog = BacklogOrDefault, IsReadableByAll = ReadableByAll, IsWritableByAll = WritableByAll,
        },
        (_, { } port and >= 0) => new SocketWish(SocketKind.Tcp, Address is "" ? null : Address, port, null)
        {
            Backlog = BacklogOrDefault, IsV6Only = (Flags & V6Only) != 0,
        },
        _ => null,
    };

    /// <summary>Whether a word that a server listens belongs to this query: with port 0 it names the port that was got.</summary>
    /// <param name="listening">The word.</param>
    /// <param name="boundPort">The port of the socket that was given.</param>
    public bool IsMeantBy(ListenQuery listening, int boundPort) =>
        Address == listening.Address && AddressType == listening.AddressType && Descriptor == listening.Descriptor && Index == listening.Index
        && (Port == listening.Port || (Port == 0 && listening.Port == boundPort));

    /// <summary>For people.</summary>
    public override string ToString() => Port is -1 ? $"unix:{Address}" : string.Create(CultureInfo.InvariantCulture, $"{(AddressType?.StartsWith("udp", StringComparison.Ordinal) is true ? "udp:" : "")}{(Address is null ? "" : Address + ":")}{Port}");

    private int BacklogOrDefault => Backlog > 0 ? Backlog : SocketWish.DefaultBacklog;
}
