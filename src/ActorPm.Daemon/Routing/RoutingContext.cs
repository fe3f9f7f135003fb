using ActorPm.Core.Apps;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing;

/// <summary>What routers work with.</summary>
/// <param name="Planes">Makes the data plane of an app that is in one; called again when the app changes to another.</param>
/// <param name="Board">Where the newest backends are published.</param>
/// <param name="Clock">The time.</param>
internal sealed record RoutingContext(Func<AppName, DataPlane, IDataPlane> Planes, RouterBoard Board, TimeProvider Clock);
