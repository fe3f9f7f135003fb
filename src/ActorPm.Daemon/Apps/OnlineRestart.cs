using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Restarts;
using ActorPm.Daemon.Catalog;

namespace ActorPm.Daemon.Apps;

/// <summary>A restart that the daemon itself has reason for: nothing is journaled, and what is stopped stays so.</summary>
internal static class OnlineRestart
{
    // Longer than the longest kill timeout is no restart that one would wait for.
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Has all online instances of an app restarted.</summary>
    /// <param name="apps">The parent of all apps.</param>
    /// <param name="list">The list, for the app's slots.</param>
    /// <param name="app">The app.</param>
    /// <param name="cause">Why.</param>
    /// <returns>Ends when they have settled; fails when that takes too long.</returns>
    public static Task SettledAsync(IActorRef apps, CatalogBoard list, AppName app, RestartCause cause)
    {
        apps.Tell(new AppsProtocol.RestartOnline(app, null, cause));
        var serials = list.Current.Find(app)?.Slots.Select(slot => slot.Serial) ?? [];
        return apps.Ask<AppsProtocol.Settled>(new AppsProtocol.Settle(app, [.. serials]), SettleTimeout);
    }
}
