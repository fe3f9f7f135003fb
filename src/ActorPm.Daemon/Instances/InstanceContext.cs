using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Daemon.Dependencies;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.Health;
using ActorPm.Daemon.History;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Routing;
using ActorPm.Processes;

namespace ActorPm.Daemon.Instances;

/// <summary>What every instance actor works with.</summary>
/// <param name="HomeDirectory">The daemon's home: logs and pid files lie below it.</param>
/// <param name="Launcher">The edge to the operating system.</param>
/// <param name="Probe">Looks for programs.</param>
/// <param name="Clock">Gives the time.</param>
/// <param name="Chance">Gives a number of at least 0 and below 1.</param>
internal sealed record InstanceContext(
    string HomeDirectory, IProcessLauncher Launcher, IProgramProbe Probe, TimeProvider Clock, Func<double> Chance)
{
    /// <summary>The machine's users, for apps that run as somebody else; null on a machine without any.</summary>
    public IUserDatabase? Users { get; init; }

    /// <summary>Spreads launches; null lets each through at once.</summary>
    public LaunchGate? Gate { get; init; }

    /// <summary>Why an app may not be started on this machine now, to be asked again later; null, the result too, lets it start.</summary>
    public Func<AppSpec, string?>? Refusal { get; init; }

    /// <summary>Holds launches back that depend on other apps; null lets each through.</summary>
    public DependencyGate? Dependencies { get; init; }

    /// <summary>Hears of crashes of apps that stand together with others.</summary>
    public IActorRef Groups { get; init; } = ActorRefs.Nobody;

    /// <summary>Adds what the app's plane needs to a launch; null adds nothing.</summary>
    public LaunchProvisions? Provisions { get; init; }

    /// <summary>The parent of the routers; nobody where nothing is routed.</summary>
    public IActorRef Routers { get; init; } = ActorRefs.Nobody;

    /// <summary>The means to look at living processes; null looks at none.</summary>
    public HealthContext? Health { get; init; }

    /// <summary>Where instances behind the proxy listen; null where nothing is proxied.</summary>
    public BackendAddresses? Addresses { get; init; }

    /// <summary>Counts restarts by cause; null counts none.</summary>
    public RestartTally? Restarts { get; init; }

    /// <summary>Takes what is worth remembering; null remembers nothing.</summary>
    public HistoryRecorder? History { get; init; }

    /// <summary>Takes what apps say over their channels; null lets it go unheard.</summary>
    public AppMessageIntake? Messages { get; init; }
}
