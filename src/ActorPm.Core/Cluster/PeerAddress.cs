using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorPm.Core.Cluster;

/// <summary>Where other nodes reach a node: <see cref="Port"/> for HTTPS between nodes, the port above it for the actor systems.</summary>
/// <param name="Host">A host name or an IP address.</param>
/// <param name="Port">1 to 65534.</param>
public sealed record PeerAddress(string Host, int Port)
{
    /// <summary>The port when none is said.</summary>
    public const int DefaultPort = 9120;

    private const int MaxPort = 65534;

    /// <summary>The port of the actor system.</summary>
    public int RemotingPort => Port + 1;

    /// <summary>Reads <c>10.0.0.5</c>, <c>10.0.0.5:9120</c>, <c>[fd00::5]:9120</c>, <c>node-1.example.com:9120</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    /// <param name="problem">What is wrong with it and what to write instead, in one sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PeerAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        var colon = text.LastIndexOf(':');
        // An IPv6 address without brackets has colons of its own.
        var hasPort = colon >= 0 && (text[..colon].EndsWith(']') || !text[..colon].Contains(':', StringComparison.Ordinal));
        var host = (hasPort ? text[..colon] : text).Trim('[', ']');
        var port = DefaultPort;
        if (hasPort && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > MaxPort))
        {
            problem = $"'{text}' has no port of a node; give host:port with a port from 1 to {MaxPort}, or the host alone for port {DefaultPort}.";
            return false;
        }

        if (Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            problem = $"'{text}' is no address of a node; give a host name or an IP address, with :port if it is not {DefaultPort}.";
            return false;
        }

        address = new PeerAddress(host, port);
        return true;
    }

    /// <summary>As users write it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
