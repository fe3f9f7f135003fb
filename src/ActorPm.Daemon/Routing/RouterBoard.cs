using System.Collections.Concurrent;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing;

/// <summary>The newest backends of every app that has a router: routers publish, anybody reads without asking an actor.</summary>
internal sealed class RouterBoard
{
    private readonly ConcurrentDictionary<AppName, RouterFacts> _facts = new();

    /// <summary>Puts up newer facts.</summary>
    public void Publish(RouterFacts facts) => _facts[facts.Spec.Name] = facts;

    /// <summary>Takes down an app's.</summary>
    public void Remove(AppName app) => _facts.TryRemove(app, out _);

    /// <summary>An app's facts; null when it has no router.</summary>
    public RouterFacts? Find(AppName app) => _facts.GetValueOrDefault(app);
}

/// <summary>How an app's router stands.</summary>
/// <param name="Spec">The app as the router serves it.</param>
/// <param name="Backends">Its backends.</param>
/// <param name="Problem">Why it does not serve as it should; null when it does.</param>
/// <param name="Plane">Where the counters are.</param>
internal sealed record RouterFacts(AppSpec Spec, BackendSet Backends, string? Problem, IDataPlane? Plane);
