using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Routing.Proxy;
using ActorPm.Processes;

namespace ActorPm.Daemon.Routing;

/// <summary>Makes the data planes.</summary>
/// <param name="processes">The edge to the operating system.</param>
internal sealed class DataPlanes(ProcessHost processes)
{
    /// <summary>A plane of a kind for an app; nothing listens before <see cref="IDataPlane.Apply"/>.</summary>
    public IDataPlane Open(AppName app, DataPlane kind) => kind switch
    {
        DataPlane.Handoff => throw new NotSupportedException($"{app}: handoff {processes}"),
        DataPlane.Inherit => throw new NotSupportedException($"{app}: inherit"),
        DataPlane.Proxy => new ProxyPlane(app),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a data plane."),
    };
}
