using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing;

/// <summary>
/// The way of an app's bytes. Belongs to the app's <see cref="RouterActor"/>, which alone calls it, on its own thread; what serves requests reads the newest
/// snapshot and asks nobody.
/// </summary>
internal interface IDataPlane : IAsyncDisposable
{
    /// <summary>The app's settings have changed; what listens already and is still wanted stays open.</summary>
    /// <returns>What could not be done (a port that is taken), in one sentence; null when all is well.</returns>
    string? Apply(AppSpec spec);

    /// <summary>The newest backends.</summary>
    void Follow(BackendSet backends);

    /// <summary>A Node process of the app said something that is not for the app's users: to its cluster's primary, or of its connections.</summary>
    void Hear(RouterProtocol.WorkerSaid said) => said.Message.Dispose();

    /// <summary>Whether a backend takes requests at every place where its elders do; true where an instance says itself when it is ready.</summary>
    /// <param name="serial">The slot.</param>
    bool Serves(long serial) => true;

    /// <summary>Whom to tell, on any thread, of a backend (slot, launch) whose requests have failed so often in a row. Only the proxy plane sees how requests end.</summary>
    void ReportOutliers(Action<long, int, int> report)
    {
    }

    /// <summary>What the plane has counted; null when it counts nothing.</summary>
    PlaneTotals? Totals => null;

    /// <summary>Ends when the backend has finished what is under way, or time is up. It gets nothing new: <see cref="Follow"/> has said so before.</summary>
    /// <returns>What is still under way; null when the plane cannot count.</returns>
    Task<int?> DrainAsync(Backend backend, TimeSpan within, CancellationToken cancellation);

    /// <summary>
    /// The daemon becomes another program: the plane accepts no more, for good, and this ends when all that was accepted is finished or with an instance, or time
    /// is up. Clients that come meanwhile wait in the backlogs.
    /// </summary>
    Task SuspendAsync(TimeSpan within) => Task.CompletedTask;
}
