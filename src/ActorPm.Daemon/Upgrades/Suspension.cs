using Akka.Actor;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Routing.Proxy;
using ActorPm.Processes;
using Serilog;

namespace ActorPm.Daemon.Upgrades;

/// <summary>
/// Brings a daemon to rest for an update, from the outside in, so that nothing is in its memory alone: new commands wait, those under way end, the proxies
/// finish what they accepted, messages on their way arrive, the apps note where they stand.
/// </summary>
/// <param name="control">Where commands come in.</param>
/// <param name="readiness">Which are under way.</param>
/// <param name="processes">The OS edge.</param>
/// <param name="routers">All routers.</param>
/// <param name="apps">All apps.</param>
/// <param name="clock">The time.</param>
internal sealed class Suspension(OwnedSocketTransport control, Readiness readiness, ProcessHost processes, IActorRef routers, IActorRef apps, TimeProvider clock)
{
    // Whoever has connected before has sent its command by then.
    private static readonly TimeSpan LastCommand = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan CommandsLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MessagesLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AppsLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    /// <summary>Does it. Afterwards actors may be stopped, and no process notices.</summary>
    /// <param name="drain">How long the proxies may take.</param>
    public async Task RunAsync(TimeSpan drain)
    {
        await control.StopAcceptingAsync();
        var since = clock.GetTimestamp();
        while ((readiness.Commands > 0 || clock.GetElapsedTime(since) < LastCommand) && clock.GetElapsedTime(since) < CommandsLimit)
        {
            await Task.Delay(Look, clock);
        }

        readiness.HandOver();
        await routers.Ask<RouterProtocol.Suspended>(new RouterProtocol.Suspend(drain), Timeout.InfiniteTimeSpan);
        if (await processes.QuietAsync(MessagesLimit, clock) is > 0 and var loud)
        {
            Log.Warning("{Count} channels of apps had messages under way at the end of their time", loud);
        }

        processes.Still();
        try
        {
            await apps.Ask<AppsProtocol.Settled>(AppsProtocol.Suspend.Instance, AppsLimit);
        }
        catch (AskTimeoutException)
        {
            Log.Warning("Not all apps could note where they stand; the next program takes them as after a crash");
        }
    }
}
