using System.Collections.Immutable;

namespace ActorPm.Core.Routing;

/// <summary>The words of app files, options, views and the journal for the choices of routing. Never rename one.</summary>
public static class RoutingWords
{
    /// <summary>The default policy.</summary>
    public const string RoundRobin = "round_robin";

    private static readonly ImmutableArray<(BalancingPolicy Value, string Word)> _policies =
    [
        (BalancingPolicy.RoundRobin, RoundRobin), (BalancingPolicy.LeastConnections, "least_connections"), (BalancingPolicy.PowerOfTwo, "power_of_two"),
        (BalancingPolicy.StickyCookie, "sticky_cookie"), (BalancingPolicy.StickyAddress, "sticky_address"),
    ];

    private static readonly ImmutableArray<(ProxyProtocol Value, string Word)> _protocols =
        [(ProxyProtocol.Http, "http"), (ProxyProtocol.Http2, "http2"), (ProxyProtocol.Tcp, "tcp")];

    private static readonly ImmutableArray<(DataPlane Value, string Word)> _planes =
        [(DataPlane.None, "none"), (DataPlane.Handoff, "cluster"), (DataPlane.Inherit, "sockets"), (DataPlane.Proxy, "proxy")];

    /// <summary>All policies.</summary>
    public static ImmutableArray<string> Policies { get; } = [.. _policies.Select(pair => pair.Word)];

    /// <summary>All protocols of the proxy.</summary>
    public static ImmutableArray<string> Protocols { get; } = [.. _protocols.Select(pair => pair.Word)];

    /// <summary>The word for a policy.</summary>
    public static string Of(BalancingPolicy policy) => _policies.First(pair => pair.Value == policy).Word;

    /// <summary>The word for a protocol.</summary>
    public static string Of(ProxyProtocol protocol) => _protocols.First(pair => pair.Value == protocol).Word;

    /// <summary>The word for a plane: the field that asks for it.</summary>
    public static string Of(DataPlane plane) => _planes.First(pair => pair.Value == plane).Word;

    /// <summary>The word for a way to give workers their connections.</summary>
    public static string Of(HandoffMode mode) => mode is HandoffMode.Connections ? "connections" : "shared";

    /// <summary>The word for what instances listen on.</summary>
    public static string Of(BackendKind kind) => kind is BackendKind.Socket ? "socket" : "port";

    /// <summary>The policy of a word.</summary>
    public static bool TryPolicy(string word, out BalancingPolicy policy) => TryFind(_policies, word, out policy);

    /// <summary>The protocol of a word.</summary>
    public static bool TryProtocol(string word, out ProxyProtocol protocol) => TryFind(_protocols, word, out protocol);

    /// <summary>The plane of a word.</summary>
    public static bool TryPlane(string word, out DataPlane plane) => TryFind(_planes, word, out plane);

    /// <summary>Words in a sentence: <c>a, b or c</c>.</summary>
    public static string Listed(ImmutableArray<string> words) => $"{string.Join(", ", words[..^1])} or {words[^1]}";

    private static bool TryFind<T>(ImmutableArray<(T Value, string Word)> pairs, string word, out T value)
        where T : struct
    {
        foreach (var pair in pairs)
        {
            if (pair.Word == word)
            {
                value = pair.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
