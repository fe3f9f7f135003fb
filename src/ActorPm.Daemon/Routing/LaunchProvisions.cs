using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Routing.Inherit;
using ActorPm.Processes;

namespace ActorPm.Daemon.Routing;

/// <summary>What a launch is given so that the app gets its requests: sockets, a worker's number, the preload for Node.</summary>
/// <param name="sockets">The listening sockets of apps that inherit them.</param>
/// <param name="preload">The file that lets a Node process leave politely; null where it is not installed.</param>
internal sealed class LaunchProvisions(InheritedSockets sockets, string? preload)
{
    /// <summary>The variable that makes a Node process a worker of a cluster.</summary>
    private const string WorkerVariable = "NODE_UNIQUE_ID";

    /// <summary>The variable by which an app goes without the preload.</summary>
    private const string PreloadVariable = "APM_PRELOAD";

    /// <summary>The order with what its plane adds.</summary>
    /// <exception cref="LaunchException">A socket cannot be opened.</exception>
    public LaunchOrder Provide(LaunchOrder order, AppSpec spec) => spec.Routing.Plane switch
    {
        DataPlane.Handoff when order.Channel is ChannelUse.Node => order with
        {
            Arguments = WithPreload(order, spec),
            Environment = ImmutableDictionary.CreateRange(order.Environment).SetItem(WorkerVariable, order.Serial.ToString(CultureInfo.InvariantCulture)),
        },
        DataPlane.Inherit => order with
        {
            Arguments = order.Channel is ChannelUse.Node ? WithPreload(order, spec) : order.Arguments,
            Sockets = sockets.Open(spec.Name, spec.Routing.Addresses),
        },
        DataPlane.Proxy when spec.Routing.Proxy.Protocol is ProxyProtocol.Tcp && order.Channel is ChannelUse.Node => order with { Arguments = WithPreload(order, spec) },
        _ => order,
    };

    private ImmutableArray<string> WithPreload(LaunchOrder order, AppSpec spec) =>
        preload is null || Path.GetFileName(spec.Interpreter) is not ("node" or "nodejs") || spec.Environment.GetValueOrDefault(PreloadVariable) is "off"
            ? order.Arguments
            : ["--require", preload, .. order.Arguments];
}
