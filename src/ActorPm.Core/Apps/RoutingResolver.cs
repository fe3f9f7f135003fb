using System.Collections.Immutable;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Apps;

/// <summary>Applies what a request says of routing (cluster mode, <c>scheduling</c>, <c>sockets</c>, <c>proxy</c>, <c>balance</c>, <c>drain_timeout</c>) to a spec.</summary>
/// <param name="request">What the user wrote.</param>
/// <param name="paths">Makes paths absolute.</param>
/// <param name="refusals">Gets what is wrong.</param>
internal sealed class RoutingResolver(AppRequest request, PathResolver paths, Refusals refusals)
{
    private const string PortVariable = "PORT";

    // Node's own variable: rr is the primary's turn, none leaves it to the system.
    private const string NodePolicyVariable = "NODE_CLUSTER_SCHED_POLICY";

    private bool AsksForProxy => request.Proxy is { Listen: not { Count: 0 } };

    private bool AsksForSockets => request.Sockets is { Count: > 0 };

    /// <summary>The settings of a spec whose mode and interpreter are settled.</summary>
    public RoutingSettings ApplyTo(AppSpec spec)
    {
        RefuseContradictions();
        var current = spec.Routing;
        var plane = Plane(spec);
        var settings = current with
        {
            Plane = plane,
            Addresses = Addresses(spec, plane),
            Policy = Policy(current.Policy),
            Handoff = plane is DataPlane.Handoff ? Handoff(spec) : HandoffMode.SharedSocket,
            Proxy = plane is DataPlane.Proxy ? new ProxyResolver(request.Proxy ?? new ProxyRequest(), paths, refusals).ApplyTo(current.Proxy) : ProxySettings.Default,
            DrainTimeout = refusals.Duration(request.DrainTimeoutMs, current.DrainTimeout, "drain_timeout"),
        };
        RefuseWithoutEffect(settings);
        return settings;
    }

    private void RefuseContradictions()
    {
        if (AsksForProxy && AsksForSockets)
        {
            refusals.Add("proxy and sockets contradict each other: either the daemon forwards requests, or the app takes them from the sockets; remove one of them.");
        }

        if (request.ExecMode is "cluster" or "cluster_mode" && (AsksForProxy || AsksForSockets))
        {
            var other = AsksForProxy ? "proxy" : "sockets";
            refusals.Add($"exec_mode cluster and {other} contradict each other: workers of a cluster share what they listen on by themselves; remove {other}, or write exec_mode fork.");
        }
    }

    private DataPlane Plane(AppSpec spec) => spec.Routing.Plane switch
    {
        _ when AsksForProxy => DataPlane.Proxy,
        _ when AsksForSockets => DataPlane.Inherit,
        DataPlane.Proxy when request.Proxy is null && spec.Mode is ExecMode.Fork => DataPlane.Proxy,
        DataPlane.Inherit when request.Sockets is null && spec.Mode is ExecMode.Fork => DataPlane.Inherit,
        _ => RoutingSettings.PlaneOf(spec.Mode, spec.Interpreter),
    };

    private ImmutableArray<ListenAddress> Addresses(AppSpec spec, DataPlane plane)
    {
        switch (plane)
        {
            case DataPlane.None or DataPlane.Handoff:
                return [];
            case DataPlane.Inherit:
                return request.Sockets is { } sockets ? Read(sockets, "sockets") : spec.Routing.Addresses;
            case DataPlane.Proxy when request.Proxy?.Listen is { } listen:
                return Read(listen, "proxy");
            case DataPlane.Proxy when spec.Routing is { Plane: DataPlane.Proxy, Addresses: var addresses }:
                return addresses;
            case DataPlane.Proxy when spec.GivenVariables.Contains(PortVariable) && spec.Environment.TryGetValue(PortVariable, out var port):
                return Read([port], "port");
            case DataPlane.Proxy:
                return refusals.Add(ImmutableArray<ListenAddress>.Empty, "The proxy has no address to listen on; give one, as in proxy: 8080, or give the app a port.");
            default:
                throw new InvalidOperationException($"{plane} is not a data plane.");
        }
    }

    private ImmutableArray<ListenAddress> Read(IReadOnlyList<string> texts, string field)
    {
        var addresses = ImmutableArray.CreateBuilder<ListenAddress>();
        foreach (var text in texts)
        {
            if (!ListenAddress.TryParse(ListenAddress.Rooted(text, paths.Absolute), out var address, out var problem))
            {
                refusals.AddOf(field, problem);
            }
            else if (addresses.Any(other => other with { Name = null } == address with { Name = null }))
            {
                refusals.Add($"The address {address with { Name = null }} is given twice; remove one of them ({field}).");
            }
            else
            {
                addresses.Add(address);
            }
        }

        return addresses.ToImmutable();
    }

    private BalancingPolicy Policy(BalancingPolicy current) => request.Balance switch
    {
        null => current,
        "" or RoutingWords.RoundRobin => BalancingPolicy.RoundRobin,
        var text => RoutingWords.TryPolicy(text, out var policy)
            ? policy
            : refusals.Add(current, $"'{text}' says not which instance is next; give {RoutingWords.Listed(RoutingWords.Policies)} (balance)."),
    };

    private HandoffMode Handoff(AppSpec spec) => request.Scheduling switch
    {
        "shared" => HandoffMode.SharedSocket,
        "connections" => HandoffMode.Connections,
        null or "" when spec.GivenVariables.Contains(NodePolicyVariable) && spec.Environment.TryGetValue(NodePolicyVariable, out var policy) =>
            policy == "rr" ? HandoffMode.Connections : HandoffMode.SharedSocket,
        null => spec.Routing.Handoff,
        "" => HandoffMode.SharedSocket,
        var other => refusals.Add(spec.Routing.Handoff, $"'{other}' says not how workers get their connections; give shared or connections (scheduling)."),
    };

    // What cannot have an effect is a slip; saying so beats finding out.
    private void RefuseWithoutEffect(RoutingSettings settings)
    {
        if (request.Scheduling is { Length: > 0 } && settings.Plane is not DataPlane.Handoff)
        {
            refusals.Add("scheduling is for Node and Bun apps in cluster mode; remove it, or write exec_mode cluster.");
        }

        if (settings.Policy is BalancingPolicy.StickyCookie && settings is not { Plane: DataPlane.Proxy, Proxy.Protocol: not ProxyProtocol.Tcp })
        {
            refusals.Add("balance sticky_cookie needs a proxy that understands HTTP; give the app a proxy with protocol http, or use sticky_address.");
        }
        else if (request.Balance is { Length: > 0 } && settings is not ({ Plane: DataPlane.Proxy } or { Plane: DataPlane.Handoff, Handoff: HandoffMode.Connections }))
        {
            refusals.Add("balance is for apps whose requests the daemon gives out: give the app a proxy, or cluster mode with scheduling connections; or remove it.");
        }
    }
}
