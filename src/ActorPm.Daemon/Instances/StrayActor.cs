using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Apps;
using ActorPm.Processes;

namespace ActorPm.Daemon.Instances;

/// <summary>
/// Ends a process of an earlier daemon whose slot is on no list any more: its app was deleted, and the daemon died before it could see that
/// through. Politely first, with PM2's default time to obey.
/// </summary>
internal sealed class StrayActor : UntypedActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _waiters = [];
    private readonly InstanceContext _edge;
    private readonly long _serial;
    private IRunningProcess? _process;

    /// <summary>Use <see cref="Props"/>.</summary>
    public StrayActor(InstanceContext edge, long serial)
    {
        _edge = edge;
        _serial = serial;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>For the process of this slot.</summary>
    public static Props Props(InstanceContext edge, long serial) => Akka.Actor.Props.Create(() => new StrayActor(edge, serial));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _process = _edge.Launcher.Find(_serial, new ExitRelay(Self));
        if (_process is null)
        {
            Self.Tell(new InstanceInput.TreeGone(0));
            return;
        }

        _log.Info("Process {Pid} belongs to no app on the list and is ended", _process.Pid);
        _process.SignalTree(StopSettings.Default.Signal);
        Timers.StartSingleTimer(nameof(InstanceInput.KillTimeoutElapsed), new InstanceInput.KillTimeoutElapsed(_process.Attempt), StopSettings.Default.KillTimeout);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ChannelMessage unheard:
                // On no list, hence with nobody to speak to.
                unheard.Dispose();
                break;
            case AppsProtocol.Settle:
                _waiters.Add(Sender);
                break;
            case InstanceInput.KillTimeoutElapsed:
                _process?.KillTree();
                break;
            case InstanceInput.Exited { Leftovers: Leftovers.Some }:
                break;
            case InstanceInput.Exited or InstanceInput.TreeGone:
                _process?.Release();
                _edge.Launcher.Forget(_serial);
                Become(Gone);
                _waiters.ForEach(waiter => waiter.Tell(AppsProtocol.Settled.Instance));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Stays to answer whoever asks late; there are never more of these than processes that an earlier daemon left behind.
    private void Gone(object message)
    {
        if (message is AppsProtocol.Settle)
        {
            Sender.Tell(AppsProtocol.Settled.Instance);
        }
    }
}
